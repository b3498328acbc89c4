/* SPDX-License-Identifier: MIT */
#include "first_line.h"

#include <string.h>

#include "keyturn/credential_source.h"

struct secret *first_line_secret(
	const char *data, size_t len, const char *origin, struct error *error)
{
	const char *newline = memchr(data, '\n', len);

	len = newline != NULL ? (size_t)(newline - data) : len;
	len -= len > 0 && data[len - 1] == '\r';
	if (len == 0) {
		error_set(error, ERROR_CREDENTIAL_SOURCE, "%s gave nothing", origin);
		return NULL;
	}
	if (len > CREDENTIAL_MAX) {
		error_set(error, ERROR_CREDENTIAL_SOURCE, "%s gave more than %d bytes", origin,
			CREDENTIAL_MAX);
		return NULL;
	}
	if (memchr(data, '\0', len) != NULL) {
		error_set(error, ERROR_CREDENTIAL_SOURCE, "%s gave a NUL byte", origin);
		return NULL;
	}
	struct secret *secret = secret_create(data, len);
	if (secret == NULL) {
		error_set(error, ERROR_SYSTEM, "no guarded memory is left");
	}
	return secret;
}
