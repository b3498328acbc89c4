/* SPDX-License-Identifier: MIT
 * What the process must guarantee before it holds a secret. */
#include "keyturn/secret.h"

#include <errno.h>
#include <malloc.h>
#include <sodium.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

bool secret_start(struct error *error)
{
	const struct rlimit none = {0, 0};

	if (getuid() != geteuid() || getgid() != getegid()) {
		return error_set(
			error, ERROR_SYSTEM, "keyturn refuses to run set-user-ID or set-group-ID");
	}
	if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0) {
		return error_set(
			error, ERROR_SYSTEM, "cannot turn off core dumps: %s", strerror(errno));
	}
	/* Libraries free their copies without wiping them, so have the C library overwrite blocks that
	 * are freed or moved. It does so only for larger blocks, so this is merely an extra safeguard. */
	mallopt(M_PERTURB, 0x5a);
	if (sodium_init() < 0) {
		return error_set(error, ERROR_SYSTEM, "no source of randomness");
	}
	error_mask_with(secret_mask);
	return true;
}

bool secret_memory_locked(void)
{
	static char page[4096];

	if (mlock(page, sizeof(page)) != 0) {
		return false;
	}
	munlock(page, sizeof(page));
	return true;
}
