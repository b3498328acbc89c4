/* SPDX-License-Identifier: MIT */
#include "certificates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "scratch.h"

/* What 'openssl verify' says about a certificate for this host. */
static int verify(const char *directory, const char *name, const char *host)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (chdir(directory) == 0 && freopen("/dev/null", "w", stdout) != NULL &&
			freopen("/dev/null", "w", stderr) != NULL) {
			execlp("openssl", "openssl", "verify", "-CAfile", CERTIFICATES_CA,
				"-verify_hostname", host, name, NULL);
		}
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static void certificates_create__each__is_good_or_bad_as_named(void **state)
{
	char *directory = scratch_create();
	(void)state;

	assert_true(certificates_create(directory));
	assert_int_equal(verify(directory, CERTIFICATES_SERVER, "localhost"), 0);
	assert_int_equal(verify(directory, CERTIFICATES_EXPIRED, "localhost"), 2);
	assert_int_equal(verify(directory, CERTIFICATES_WRONG_HOST, "localhost"), 2);
	assert_int_equal(verify(directory, CERTIFICATES_WRONG_HOST, "other.invalid"), 0);
	assert_int_equal(verify(directory, CERTIFICATES_UNKNOWN, "localhost"), 2);
	char *key = scratch_path(directory, CERTIFICATES_UNKNOWN_KEY);
	assert_int_equal(access(key, R_OK), 0);
	free(key);
	scratch_destroy(directory);
}

static void certificates_create__no_such_directory__false(void **state)
{
	(void)state;
	assert_false(certificates_create("/nonexistent/directory"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(certificates_create__each__is_good_or_bad_as_named),
		cmocka_unit_test(certificates_create__no_such_directory__false),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
