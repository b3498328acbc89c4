/* SPDX-License-Identifier: MIT */
#include "keyturn/secret.h"

#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "keyturn/memory.h"
#include "registry.h"

struct secret {
	LIST_ENTRY(secret) link; /* in `live` */
	unsigned links;
	unsigned opens;
	size_t len;
	/* Both from sodium_malloc(). While `opens` is 0 neither is accessible and `bytes` is sealed:
	 * XORed with the random `pad`, so that even a copy of all memory contains no plain secret. */
	char *bytes;
	char *pad;
};

/* All secrets. Any thread may search a text for all of them, so whatever changes the list or a seal must
 * hold the lock. */
static LIST_HEAD(secret_list, secret) live = LIST_HEAD_INITIALIZER(live);
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void toggle_seal(struct secret *secret)
{
	sodium_mprotect_readwrite(secret->bytes);
	sodium_mprotect_readonly(secret->pad);
	for (size_t i = 0; i < secret->len; i++) {
		secret->bytes[i] ^= secret->pad[i];
	}
	sodium_mprotect_noaccess(secret->pad);
}

struct secret *secret_create(const void *data, size_t len)
{
	if (len > SECRET_MAX) {
		return NULL;
	}
	struct secret *secret = memory_alloc(sizeof(*secret));
	*secret = (struct secret){.links = 1, .len = len};
	secret->bytes = sodium_malloc(len + 1);
	secret->pad = sodium_malloc(len + 1);
	if (secret->bytes == NULL || secret->pad == NULL) {
		memory_exhausted();
	}
	memcpy(secret->bytes, data, len);
	secret->bytes[len] = '\0';
	randombytes_buf(secret->pad, len);
	toggle_seal(secret);
	sodium_mprotect_noaccess(secret->bytes);
	pthread_mutex_lock(&lock);
	LIST_INSERT_HEAD(&live, secret, link);
	pthread_mutex_unlock(&lock);
	return secret;
}

struct secret *secret_take(void *data, size_t len)
{
	struct secret *secret = secret_create(data, len);

	memory_wipe(data, len);
	return secret;
}

struct secret *secret_link(struct secret *secret)
{
	if (secret != NULL) {
		secret->links++;
	}
	return secret;
}

void secret_unlink(struct secret *secret)
{
	if (secret == NULL || --secret->links > 0) {
		return;
	}
	pthread_mutex_lock(&lock);
	LIST_REMOVE(secret, link);
	pthread_mutex_unlock(&lock);
	sodium_free(secret->bytes);
	sodium_free(secret->pad);
	memory_wipe(secret, sizeof(*secret));
	free(secret);
}

static void unseal(struct secret *secret)
{
	if (secret->opens++ == 0) {
		toggle_seal(secret);
		sodium_mprotect_readonly(secret->bytes);
	}
}

static void seal(struct secret *secret)
{
	if (--secret->opens == 0) {
		toggle_seal(secret);
		sodium_mprotect_noaccess(secret->bytes);
	}
}

const char *secret_open(struct secret *secret)
{
	pthread_mutex_lock(&lock);
	unseal(secret);
	pthread_mutex_unlock(&lock);
	return secret->bytes;
}

void secret_close(struct secret *secret)
{
	pthread_mutex_lock(&lock);
	seal(secret);
	pthread_mutex_unlock(&lock);
}

void secret_each_live(void (*each)(void *data, const unsigned char *bytes, size_t len), void *data)
{
	struct secret *secret;

	pthread_mutex_lock(&lock);
	LIST_FOREACH(secret, &live, link)
	{
		unseal(secret);
		each(data, (const unsigned char *)secret->bytes, secret->len);
		seal(secret);
	}
	pthread_mutex_unlock(&lock);
}

size_t secret_length(const struct secret *secret)
{
	return secret->len;
}

bool secret_equal(struct secret *a, struct secret *b)
{
	if (a == NULL || b == NULL || a->len != b->len) {
		return false;
	}
	bool equal = sodium_memcmp(secret_open(a), secret_open(b), a->len) == 0;
	secret_close(a);
	secret_close(b);
	return equal;
}

struct secret *secret_copy(struct secret *secret)
{
	if (secret == NULL) {
		return NULL;
	}
	struct secret *copy = secret_create(secret_open(secret), secret->len);
	secret_close(secret);
	return copy;
}

void secret_hash_bytes(const char *bytes, size_t len, unsigned char hash[SECRET_HASH_SIZE])
{
	static const unsigned char domain[] = "keyturn key hash";

	crypto_generichash(hash, SECRET_HASH_SIZE, (const unsigned char *)bytes, len, domain,
		sizeof(domain) - 1);
}

void secret_mask_hash(char *text, const unsigned char hash[SECRET_HASH_SIZE], size_t len)
{
	unsigned char own[SECRET_HASH_SIZE];

	for (size_t left = strlen(text); len > 0 && left >= len; text++, left--) {
		secret_hash_bytes(text, len, own);
		if (memcmp(own, hash, sizeof(own)) == 0) {
			memset(text, '*', len);
		}
	}
}

void secret_hash(struct secret *secret, unsigned char hash[SECRET_HASH_SIZE])
{
	secret_hash_bytes(secret_open(secret), secret->len, hash);
	secret_close(secret);
}

void secret_fingerprint(struct secret *secret, char out[SECRET_FINGERPRINT_SIZE])
{
	static const unsigned char domain[] = "keyturn key fingerprint";
	unsigned char hash[crypto_generichash_BYTES];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)secret_open(secret),
		secret->len, domain, sizeof(domain) - 1);
	secret_close(secret);
	snprintf(out, SECRET_FINGERPRINT_SIZE, "%02x%02x %02x%02x", hash[0], hash[1], hash[2],
		hash[3]);
	memory_wipe(hash, sizeof(hash));
}
