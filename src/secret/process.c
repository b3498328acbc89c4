/* SPDX-License-Identifier: MIT
 * What the process itself must promise before it holds a secret. */
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
			error, ERROR_SYSTEM, "keyturn does not run set-user-id or set-group-id");
	}
	if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0) {
		return error_set(error, ERROR_SYSTEM, "core dumps cannot be turned off: %s",
			strerror(errno));
	}
	/* Libraries free what they copied without wiping it: have the C library overwrite the larger blocks
	 * that are freed or moved. Small ones it keeps as they are, so this comes on top, no more. */
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
