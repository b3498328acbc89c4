/* SPDX-License-Identifier: MIT
 * One rotation at a time for each account: a lock on a file of its own, which the kernel releases however
 * the process ends. */
#include "store_private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "keyturn/clock.h"

enum { NAME_BYTES = 12, PATH_SIZE = 4200, DYING_MS = 2000, LOOK_MS = 20 };

/* The account's name may contain anything, so the file's name is a hash of it. */
static void lock_path(
	const struct store *store, const char *service, const char *user, char *out, size_t size)
{
	unsigned char hash[crypto_generichash_BYTES];
	char name[2 * NAME_BYTES + 1];
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	crypto_generichash_update(&state, (const unsigned char *)service, strlen(service) + 1);
	crypto_generichash_update(&state, (const unsigned char *)user, strlen(user) + 1);
	crypto_generichash_final(&state, hash, sizeof(hash));
	sodium_bin2hex(name, sizeof(name), hash, NAME_BYTES);
	snprintf(out, size, "%s/rotation-%s.lock", store->dir, name);
}

/* Returns a descriptor that holds the lock; -1 with errno. */
static int open_locked(const struct store *store, const char *service, const char *user)
{
	char path[PATH_SIZE];

	lock_path(store, service, user, path, sizeof(path));
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
		int reason = errno;
		close(fd);
		errno = reason;
		fd = -1;
	}
	return fd;
}

static bool take(struct store *store, const char *service, const char *user, int64_t wait_ms,
	struct error *error)
{
	int64_t end = clock_monotonic() + wait_ms;

	if (store->lock >= 0) {
		return error_set(error, ERROR_UNFINISHED, "by this keyturn");
	}
	store->lock = open_locked(store, service, user);
	while (store->lock < 0 && errno == EWOULDBLOCK && clock_monotonic() < end) {
		poll(NULL, 0, LOOK_MS);
		store->lock = open_locked(store, service, user);
	}
	if (store->lock >= 0) {
		return true;
	}
	if (errno == EWOULDBLOCK) {
		return error_set(error, ERROR_UNFINISHED, "by another keyturn");
	}
	return error_set(error, ERROR_SYSTEM, "%s: %s", store->dir, strerror(errno));
}

bool lock_take(struct store *store, const char *service, const char *user, struct error *error)
{
	return take(store, service, user, 0, error);
}

/* A killed process holds the lock until its last thread is gone, and so does its child until it has
 * become another program: close-on-exec does not close on fork. */
bool lock_take_over(struct store *store, const char *service, const char *user, struct error *error)
{
	return take(store, service, user, DYING_MS, error);
}

void lock_release(struct store *store)
{
	if (store->lock >= 0) {
		close(store->lock);
		store->lock = -1;
	}
}

bool lock_is_free(const struct store *store, const char *service, const char *user)
{
	int fd = open_locked(store, service, user);

	if (fd < 0) {
		return false;
	}
	close(fd);
	return true;
}
