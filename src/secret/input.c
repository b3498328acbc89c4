/* SPDX-License-Identifier: MIT */
#include "keyturn/secret.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"

enum { INPUT_MAX = 1024 };

struct secret_input {
	size_t len;
	char *bytes; /* sodium_malloc of INPUT_MAX */
};

struct secret_input *secret_input_create(void)
{
	struct secret_input *input = memory_alloc(sizeof(*input));

	input->bytes = sodium_malloc(INPUT_MAX);
	if (input->bytes == NULL) {
		memory_exhausted();
	}
	return input;
}

void secret_input_destroy(struct secret_input *input)
{
	if (input != NULL) {
		sodium_free(input->bytes);
		free(input);
	}
}

bool secret_input_append(struct secret_input *input, const char *bytes, size_t len)
{
	if (len > INPUT_MAX - input->len) {
		return false;
	}
	memcpy(input->bytes + input->len, bytes, len);
	input->len += len;
	return true;
}

void secret_input_backspace(struct secret_input *input)
{
	while (input->len > 0) {
		unsigned char last = (unsigned char)input->bytes[--input->len];
		input->bytes[input->len] = '\0';
		if ((last & 0xc0) != 0x80) {
			break;
		}
	}
}

void secret_input_clear(struct secret_input *input)
{
	memory_wipe(input->bytes, INPUT_MAX);
	input->len = 0;
}

size_t secret_input_length(const struct secret_input *input)
{
	return input->len;
}

struct secret *secret_input_copy(const struct secret_input *input)
{
	return input->len > 0 ? secret_create(input->bytes, input->len) : NULL;
}

struct secret *secret_input_finish(struct secret_input *input)
{
	struct secret *secret = secret_input_copy(input);

	secret_input_clear(input);
	return secret;
}
