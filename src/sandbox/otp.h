/* SPDX-License-Identifier: MIT
 * Time-based one-time passwords (RFC 6238: HMAC-SHA-1, 30 seconds, six digits), which is what
 * authenticator apps assume. */
#ifndef SANDBOX_OTP_H
#define SANDBOX_OTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	OTP_SECRET_MAX = 128, /* room for a secret in base32 */
	OTP_SKEW_STEPS = 1,   /* a clock may be so many steps off, either way (RFC 6238, 5.2) */
};

/* A new secret: 20 bytes in base32, like the one in the documents' sample. */
void otp_make_secret(char secret[OTP_SECRET_MAX]);

/* Base32 without padding, 10 bytes at least. */
bool otp_secret_good(const char *secret);

/* Whether `code` belongs to the secret at `now`, within the skew. `*step` is the newest step already
 * used; it and earlier ones are refused (RFC 6238, 5.2). It becomes the step of `code`. */
bool otp_matches(const char *secret, const char *code, int64_t now, int64_t *step);

/* otpauth://totp/Rackspace:NAME?secret=…&issuer=Rackspace. The caller frees. */
char *otp_uri(const char *name, const char *secret);

#endif
