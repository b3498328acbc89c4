/* SPDX-License-Identifier: MIT
 * The only holder of key, password, passcode, PIN and token bytes.
 *
 * A secret lives in guarded, locked memory, sealed with a random pad but for the time between
 * secret_open() and secret_close(); it is counted, and wiped and freed at the last unlink. Every way in wipes what it
 * was given where it can. Every way out is listed in SECURITY.md. */
#ifndef KEYTURN_SECRET_H
#define KEYTURN_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/error.h"

struct secret;

/* Keys and tokens are opaque; longer ones are refused, never cut. */
enum { SECRET_MAX = 16384, SECRET_FINGERPRINT_SIZE = 10 };

/* Once, before anything else: no core dumps, no tracing by others, no set-id start, larger blocks
 * overwritten when freed, guarded memory ready. False only when going on would be unsafe (started set-id, or no crypto library).
 * Memory that cannot be locked is not an error; secret_memory_locked() tells. */
bool secret_start(struct error *error);
bool secret_memory_locked(void);

/* Copies `len` bytes (at most SECRET_MAX; more gives NULL). The count starts at one. */
struct secret *secret_create(const void *data, size_t len);

/* The same, then wipes `data`. */
struct secret *secret_take(void *data, size_t len);

struct secret *secret_link(struct secret *secret); /* NULL stays NULL; returns its argument */
void secret_unlink(struct secret *secret);         /* NULL is fine; wipes at the last */

/* The bytes, NUL-terminated, until the matching secret_close(). Opens nest. */
const char *secret_open(struct secret *secret);
void secret_close(struct secret *secret);

size_t secret_length(const struct secret *secret);

/* Constant time in the content; NULL equals nothing. */
bool secret_equal(struct secret *a, struct secret *b);

/* "3f9a 11c2": 32 bits of a keyed hash, the same on every machine; not reversible for random keys.
 * For API keys only: a password's would help to guess it. */
void secret_fingerprint(struct secret *secret, char out[SECRET_FINGERPRINT_SIZE]);

/* A keyed 256-bit hash under keyturn's own domain: tells whether a value is this key, not what the
 * key is. For API keys only, likewise. */
enum { SECRET_HASH_SIZE = 32 };
void secret_hash(struct secret *secret, unsigned char hash[SECRET_HASH_SIZE]);
void secret_hash_bytes(const char *bytes, size_t len, unsigned char hash[SECRET_HASH_SIZE]);

/* Puts stars over the key with that hash, `len` bytes long (0: none), wherever `text` has it: the name
 * of a file may. By the hash, so that it works when the key itself is gone. */
void secret_hide(char *text, const unsigned char hash[SECRET_HASH_SIZE], size_t len);

/* Stars over whatever in `text` is a secret that is live now, whoever holds it: as it is (in any case of
 * its letters), percent-encoded, JSON- or XML-escaped in part or whole, in hex, in base64 of any
 * alignment; and one that the end of the text cuts off after SECRET_MASK_CUT bytes. More than eight
 * stars in a row become eight, which tells nothing of its length. Every detail of a struct error has been
 * through this once secret_start() was called; other text from outside is given to it before it is cut.
 *
 * Secrets of less than SECRET_MASK_MIN bytes are not looked for: a PIN has four, and stars over every
 * "a" would tell more than they hide. */
enum { SECRET_MASK_MIN = 4, SECRET_MASK_CUT = 8 };
void secret_mask(char *text);

/* The same for text with any bytes: sets to 1 each of the `len` marks whose byte would be a star. */
void secret_mark(const char *text, size_t len, char *marks);

/* How many bytes the longest form of any live secret has. Of text that is cut, so many more have to be
 * looked at. */
size_t secret_mask_reach(void);

/* The same bytes in memory of their own, for another thread: opens and links are not counted
 * across threads. NULL stays NULL. */
struct secret *secret_copy(struct secret *secret);

/* A secret being typed. Opaque, fixed capacity, edited at its end only. */
struct secret_input;

struct secret_input *secret_input_create(void);
void secret_input_destroy(struct secret_input *input); /* NULL is fine */
bool secret_input_append(
	struct secret_input *input, const char *bytes, size_t len); /* false: full */
void secret_input_backspace(struct secret_input *input);            /* one code point */
void secret_input_clear(struct secret_input *input);
size_t secret_input_length(const struct secret_input *input); /* bytes */

/* What was typed as a secret; the input is empty afterwards. NULL when nothing was typed. */
struct secret *secret_input_finish(struct secret_input *input);

#endif
