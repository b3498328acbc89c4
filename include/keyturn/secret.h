/* SPDX-License-Identifier: MIT
 * The only module that holds the bytes of keys, passwords, passcodes, PINs and tokens.
 *
 * A secret is kept in guarded, locked memory, sealed with a random pad except between secret_open() and
 * secret_close(). It is reference-counted, and wiped and freed at the last unlink. Every way in wipes its
 * source where it can. Every way out is listed in SECURITY.md. */
#ifndef KEYTURN_SECRET_H
#define KEYTURN_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/error.h"

struct secret;

/* Keys and tokens are opaque; longer ones are refused, never cut. */
enum { SECRET_MAX = 16384, SECRET_FINGERPRINT_SIZE = 10 };

/* Call once, before anything else: forbids core dumps and tracing by others, refuses a set-id start, has
 * larger blocks overwritten when freed, prepares guarded memory. False only when continuing would be
 * unsafe (started set-id, or no crypto library). Memory that cannot be locked is not an error; see
 * secret_memory_locked(). */
bool secret_start(struct error *error);
bool secret_memory_locked(void);

/* Copies `len` bytes; NULL when there are more than SECRET_MAX. The reference count starts at one. */
struct secret *secret_create(const void *data, size_t len);

/* The same, then wipes `data`. */
struct secret *secret_take(void *data, size_t len);

struct secret *secret_link(struct secret *secret); /* NULL stays NULL; returns its argument */
void secret_unlink(struct secret *secret);         /* NULL is fine; the last one wipes */

/* The bytes, NUL-terminated, until the matching secret_close(). Opens nest. */
const char *secret_open(struct secret *secret);
void secret_close(struct secret *secret);

size_t secret_length(const struct secret *secret);

/* In time that does not depend on the content; NULL equals nothing. */
bool secret_equal(struct secret *a, struct secret *b);

/* "3f9a 11c2": 32 bits of a keyed hash, the same on every machine; not reversible for random keys. For
 * API keys only: that of a password would help to guess it. */
void secret_fingerprint(struct secret *secret, char out[SECRET_FINGERPRINT_SIZE]);

/* A keyed 256-bit hash in keyturn's own domain: shows whether a value is this key, not what the key is.
 * Also for API keys only. */
enum { SECRET_HASH_SIZE = 32 };
void secret_hash(struct secret *secret, unsigned char hash[SECRET_HASH_SIZE]);
void secret_hash_bytes(const char *bytes, size_t len, unsigned char hash[SECRET_HASH_SIZE]);

/* Masks with stars every occurrence in `text` (such as a file's name) of the key with this hash and this
 * length in bytes (0: no key). Going by the hash, it works even when the key itself is gone. */
void secret_mask_hash(char *text, const unsigned char hash[SECRET_HASH_SIZE], size_t len);

/* Masks with stars every secret in `text` that is live now, whoever holds it: as it is (in any case of
 * its letters), percent-encoded, JSON- or XML-escaped in part or in whole, in hex, in base64 of any
 * alignment; and one that the end of the text cuts off after SECRET_MASK_CUT bytes or more. More than
 * eight stars in a row become eight, so that they do not reveal the length. From secret_start() on, every
 * detail of a struct error goes through this; other text from outside is passed to it before it is cut.
 *
 * Secrets of less than SECRET_MASK_MIN bytes are not masked: a PIN has four, and stars over every "a"
 * would reveal more than they hide. */
enum { SECRET_MASK_MIN = 4, SECRET_MASK_CUT = 8 };
void secret_mask(char *text);

/* The same for text of any bytes: sets to 1 each of the `len` marks whose byte would become a star. */
void secret_mark(const char *text, size_t len, char *marks);

/* The length in bytes of the longest form of any live secret. Text that is to be cut must be masked for
 * that many bytes beyond the cut. */
size_t secret_mask_reach(void);

/* A separate copy for another thread: opens and links are not counted across threads. NULL stays NULL. */
struct secret *secret_copy(struct secret *secret);

/* A secret being typed. Opaque, of fixed capacity, edited only at its end. */
struct secret_input;

struct secret_input *secret_input_create(void);
void secret_input_destroy(struct secret_input *input); /* NULL is fine */
bool secret_input_append(
	struct secret_input *input, const char *bytes, size_t len); /* false: full */
void secret_input_backspace(struct secret_input *input);            /* one code point */
void secret_input_clear(struct secret_input *input);
size_t secret_input_length(const struct secret_input *input); /* bytes */

/* What was typed so far; NULL when that is nothing. */
struct secret *secret_input_copy(const struct secret_input *input);

/* Turns what was typed into a secret and empties the input. NULL when nothing was typed. */
struct secret *secret_input_finish(struct secret_input *input);

#endif
