# SPDX-License-Identifier: MIT
"""One-time passwords as an authenticator application makes them (RFC 6238)."""
import base64
import hashlib
import hmac
import struct
import time
import urllib.parse

STEP = 30


def totp(secret, steps=0, now=None):
    """The passcode of a base32 secret, `steps` steps from now."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    step = int(time.time() if now is None else now) // STEP + steps
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 10 ** 6:06}"


def secret_of(uri):
    """What an application reads from a device's keyUri."""
    parts = urllib.parse.urlsplit(uri)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp"), uri
    (secret,) = urllib.parse.parse_qs(parts.query)["secret"]
    return secret
