/* SPDX-License-Identifier: MIT */
#include "keyturn/credential.h"

#include <string.h>

const struct credential_type credential_api_key = {
	.name = "API key",
	.part_count = 1,
	.parts = {{.name = "key", .secret = true, .readable = true}},
};

const struct credential_type credential_ec2 = {
	.name = "EC2 credential",
	.part_count = 2,
	.parts = {{.name = "access", .readable = true},
		{.name = "secret", .secret = true, .readable = true}},
};

const struct credential_type credential_application = {
	.name = "application credential",
	.part_count = 2,
	.parts = {{.name = "id", .readable = true}, {.name = "secret", .secret = true}},
};

bool credential_type_is_readable(const struct credential_type *type)
{
	bool readable = true;

	for (size_t i = 0; i < type->part_count; i++) {
		readable = readable && type->parts[i].readable;
	}
	return readable;
}

struct credential credential_of_key(struct secret *key)
{
	if (key == NULL) {
		return (struct credential){0};
	}
	return (struct credential){.type = &credential_api_key, .parts = {key}};
}

bool credential_is_whole(const struct credential *credential)
{
	if (credential->type == NULL) {
		return false;
	}
	for (size_t i = 0; i < credential->type->part_count; i++) {
		if (credential->parts[i] == NULL) {
			return false;
		}
	}
	return true;
}

struct credential credential_link(const struct credential *credential)
{
	struct credential link = *credential;

	for (size_t i = 0; i < CREDENTIAL_PARTS_MAX; i++) {
		link.parts[i] = secret_link(credential->parts[i]);
	}
	return link;
}

struct credential credential_copy(const struct credential *credential)
{
	struct credential copy = *credential;

	for (size_t i = 0; i < CREDENTIAL_PARTS_MAX; i++) {
		copy.parts[i] = secret_copy(credential->parts[i]);
	}
	return copy;
}

struct credential credential_take(struct credential *from)
{
	struct credential taken = *from;

	*from = (struct credential){0};
	return taken;
}

void credential_drop(struct credential *credential)
{
	for (size_t i = 0; i < CREDENTIAL_PARTS_MAX; i++) {
		secret_unlink(credential->parts[i]);
	}
	*credential = (struct credential){0};
}

struct secret *credential_secret(const struct credential *credential)
{
	return credential->type != NULL ? credential->parts[credential->type->part_count - 1]
					: NULL;
}

void credential_trace(const struct credential *credential, struct credential_trace *trace)
{
	*trace = (struct credential_trace){0};
	if (!credential_is_whole(credential)) {
		return;
	}
	memcpy(trace->id, credential->id, sizeof(trace->id));
	for (size_t i = 0; i < credential->type->part_count; i++) {
		trace->parts[i].length = secret_length(credential->parts[i]);
		secret_hash(credential->parts[i], trace->parts[i].hash);
	}
	secret_fingerprint(credential_secret(credential), trace->fingerprint);
}

bool credential_is_traced(const struct credential_trace *trace)
{
	return trace->parts[0].length > 0;
}

static bool part_matches(
	struct secret *part, size_t length, const unsigned char hash[SECRET_HASH_SIZE])
{
	unsigned char own[SECRET_HASH_SIZE];

	if (secret_length(part) != length) {
		return false;
	}
	secret_hash(part, own);
	return memcmp(own, hash, sizeof(own)) == 0;
}

bool credential_matches(const struct credential *credential, const struct credential_trace *trace)
{
	if (!credential_is_whole(credential) || !credential_is_traced(trace)) {
		return false;
	}
	for (size_t i = 0; i < credential->type->part_count; i++) {
		if (!part_matches(
			    credential->parts[i], trace->parts[i].length, trace->parts[i].hash)) {
			return false;
		}
	}
	return true;
}
