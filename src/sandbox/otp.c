/* SPDX-License-Identifier: MIT */
#include "otp.h"

#include <gnutls/crypto.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "percent.h"

enum {
	SECRET_BYTES = 20,
	SECRET_BYTES_MAX = OTP_SECRET_MAX * 5 / 8,
	SECRET_BYTES_MIN = 10,
	STEP_SECONDS = 30,
	CODE_SIZE = 7, /* six digits and the NUL */
	SHA1_BYTES = 20,
};

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void otp_make_secret(char secret[OTP_SECRET_MAX])
{
	unsigned char bytes[SECRET_BYTES];
	unsigned bits = 0, count = 0;
	size_t len = 0;

	randombytes_buf(bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++) {
		bits = bits << 8 | bytes[i];
		for (count += 8; count >= 5; count -= 5) {
			secret[len++] = alphabet[bits >> (count - 5) & 31];
		}
	}
	secret[len] = '\0'; /* 160 bits are 32 letters, with nothing left over */
	sodium_memzero(bytes, sizeof(bytes));
}

/* The secret's bytes; 0 when it is no base32. */
static size_t decode(const char *secret, unsigned char bytes[SECRET_BYTES_MAX])
{
	unsigned bits = 0, count = 0;
	size_t len = 0;

	for (const char *c = secret; *c != '\0'; c++) {
		const char *letter = strchr(alphabet, *c);

		if (letter == NULL || len == SECRET_BYTES_MAX) {
			return 0;
		}
		bits = bits << 5 | (unsigned)(letter - alphabet);
		count += 5;
		if (count >= 8) {
			count -= 8;
			bytes[len++] = (unsigned char)(bits >> count);
		}
	}
	return len;
}

bool otp_secret_good(const char *secret)
{
	unsigned char bytes[SECRET_BYTES_MAX];

	return strlen(secret) < OTP_SECRET_MAX && decode(secret, bytes) >= SECRET_BYTES_MIN;
}

/* RFC 4226, 5.3: four bytes from where the last one says, as a number of six digits. */
static bool code_of(const unsigned char *key, size_t len, int64_t step, char code[CODE_SIZE])
{
	unsigned char counter[8], hash[SHA1_BYTES];
	unsigned number, at;

	for (size_t i = 0; i < sizeof(counter); i++) {
		counter[i] = (unsigned char)((uint64_t)step >> (8 * (sizeof(counter) - 1 - i)));
	}
	if (gnutls_hmac_fast(GNUTLS_MAC_SHA1, key, len, counter, sizeof(counter), hash) != 0) {
		return false;
	}
	at = hash[SHA1_BYTES - 1] & 15;
	number = (unsigned)(hash[at] & 127) << 24 | (unsigned)hash[at + 1] << 16 |
		(unsigned)hash[at + 2] << 8 | hash[at + 3];
	snprintf(code, CODE_SIZE, "%06u", number % 1000000);
	return true;
}

bool otp_matches(const char *secret, const char *code, int64_t now, int64_t *step)
{
	unsigned char key[SECRET_BYTES_MAX];
	size_t len = decode(secret, key);
	int64_t present = now / STEP_SECONDS;
	bool matches = false;

	for (int64_t at = present - OTP_SKEW_STEPS; !matches && at <= present + OTP_SKEW_STEPS;
		at++) {
		char want[CODE_SIZE];

		matches = at > *step && strlen(code) == CODE_SIZE - 1 &&
			code_of(key, len, at, want) && sodium_memcmp(want, code, CODE_SIZE) == 0;
		*step = matches ? at : *step;
	}
	sodium_memzero(key, sizeof(key));
	return matches;
}

char *otp_uri(const char *name, const char *secret)
{
	char *escaped = percent_encode(name), *uri = NULL;

	if (asprintf(&uri, "otpauth://totp/Rackspace:%s?secret=%s&issuer=Rackspace", escaped,
		    secret) < 0) {
		uri = NULL;
	}
	free(escaped);
	return uri;
}
