/* SPDX-License-Identifier: MIT
 * One rotation at a time for each account: a lock on a file of its own, which the kernel releases however
 * the process ends. A batch holds those of all its users. */
#include "store_private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "keyturn/clock.h"
#include "keyturn/memory.h"

enum { NAME_BYTES = 12, PATH_SIZE = 4200, DYING_MS = 2000, LOOK_MS = 20 };

/* A lock that this store holds. */
struct lock {
	int fd;
	char *path;
};

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
static int open_locked(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
		int reason = errno;
		close(fd);
		errno = reason;
		fd = -1;
	}
	return fd;
}

static struct lock *find(const struct store *store, const char *path)
{
	for (size_t i = 0; i < store->lock_count; i++) {
		if (strcmp(store->locks[i].path, path) == 0) {
			return &store->locks[i];
		}
	}
	return NULL;
}

static void keep(struct store *store, int fd, const char *path)
{
	struct lock *locks = memory_array(store->lock_count + 1, sizeof(*locks));

	if (store->lock_count > 0) {
		memcpy(locks, store->locks, store->lock_count * sizeof(*locks));
	}
	locks[store->lock_count++] = (struct lock){.fd = fd, .path = memory_text(path)};
	free(store->locks);
	store->locks = locks;
}

static bool take(struct store *store, const char *service, const char *user, int64_t wait_ms,
	struct error *error)
{
	int64_t end = clock_monotonic() + wait_ms;
	char path[PATH_SIZE];

	lock_path(store, service, user, path, sizeof(path));
	if (find(store, path) != NULL) {
		return error_set(error, ERROR_UNFINISHED, "by this keyturn");
	}
	int fd = open_locked(path);
	while (fd < 0 && errno == EWOULDBLOCK && clock_monotonic() < end) {
		poll(NULL, 0, LOOK_MS);
		fd = open_locked(path);
	}
	if (fd >= 0) {
		keep(store, fd, path);
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

bool lock_is_held(const struct store *store, const char *service, const char *user)
{
	char path[PATH_SIZE];

	lock_path(store, service, user, path, sizeof(path));
	return find(store, path) != NULL;
}

static void let_go(struct store *store, struct lock *lock)
{
	close(lock->fd);
	free(lock->path);
	*lock = store->locks[--store->lock_count];
}

void lock_release(struct store *store, const char *service, const char *user)
{
	char path[PATH_SIZE];

	lock_path(store, service, user, path, sizeof(path));
	struct lock *lock = find(store, path);
	if (lock != NULL) {
		let_go(store, lock);
	}
}

void lock_release_all(struct store *store)
{
	while (store->lock_count > 0) {
		let_go(store, &store->locks[store->lock_count - 1]);
	}
	free(store->locks);
	store->locks = NULL;
}

bool lock_is_free(const struct store *store, const char *service, const char *user)
{
	char path[PATH_SIZE];

	lock_path(store, service, user, path, sizeof(path));
	int fd = open_locked(path);
	if (fd < 0) {
		return false;
	}
	close(fd);
	return true;
}
