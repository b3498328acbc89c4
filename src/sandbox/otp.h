/* SPDX-License-Identifier: MIT
 * Time-based one-time passwords (RFC 6238: HMAC-SHA-1, 30 seconds, six digits), as every
 * authenticator application takes them without being told. */
#ifndef SANDBOX_OTP_H
#define SANDBOX_OTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	OTP_SECRET_MAX = 128, /* room for a secret in base32 */
	OTP_SKEW_STEPS = 1,   /* a clock may be so many steps off, either way (RFC 6238, 5.2) */
};

/* A new secret, 20 bytes in base32, as long as the one of the documents' sample. */
void otp_make_secret(char secret[OTP_SECRET_MAX]);

/* Base32 without padding, 10 bytes at least. */
bool otp_secret_good(const char *secret);

/* Whether `code` is the secret's at `now`, or within the skew. `*step` has the newest step that was
 * used before, which is refused with all before it (RFC 6238, 5.2), and gets this one. */
bool otp_matches(const char *secret, const char *code, int64_t now, int64_t *step);

/* otpauth://totp/Rackspace:NAME?secret=…&issuer=Rackspace. The caller frees. */
char *otp_uri(const char *name, const char *secret);

#endif
