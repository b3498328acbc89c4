/* SPDX-License-Identifier: MIT
 * After keys, a password and a PIN went through curl and json-c, no copy of them is
 * left in this process, over plain HTTP and over TLS. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "asking.h"
#include "certificates.h"
#include "memscan.h"
#include "scratch.h"
#include "server.h"
#include "sanitized.h"

static struct needle *needle_of(struct secret *secret)
{
	struct needle *needle = needle_create(secret_open(secret), secret_length(secret));

	secret_close(secret);
	return needle;
}

static void expect_no_copy(struct needle *needle, const char *what)
{
	struct memscan found;

	if (memscan(getpid(), needle, false, &found) == MEMSCAN_DENIED) {
		needle_destroy(needle);
		skip();
	}
	if (found.count > 0) {
		memscan_print(&found);
		fail_msg("%zu copies of the %s", found.count, what);
	}
	needle_destroy(needle);
}

/* Signs in, reads, resets, probes; then nothing of it may be anywhere. */
static void use_keys(struct asking *asking)
{
	struct secret *old = asking_own_key(asking);

	asking_ask(asking, (struct identity_request){.op = IDENTITY_RESET_KEY});
	asking_expect(asking, OUTCOME_OK, ERROR_NONE);
	struct secret *new = secret_link(credential_secret(&asking->reply.credential));
	asking_ask(asking, (struct identity_request){.op = IDENTITY_GET_KEY});
	asking_expect(asking, OUTCOME_OK, ERROR_NONE);
	assert_int_equal(asking_probe(asking, "jqsmith", new), OUTCOME_OK);
	assert_int_equal(asking_probe(asking, "jqsmith", old), OUTCOME_REFUSED);
	asking_ask(asking, (struct identity_request){.op = IDENTITY_GET_USER});
	asking_expect(asking, OUTCOME_OK, ERROR_NONE);
	struct secret *pin = secret_link(asking->reply.pin);
	assert_non_null(pin);
	asking_ask(asking, (struct identity_request){.op = IDENTITY_GET_KEY});
	asking_expect(asking, OUTCOME_OK, ERROR_NONE); /* the connection stays open after this */
	credential_drop(&asking->reply.credential);

	static const char password[] = "Demo-pass-1"; /* this one is not in writable memory */
	struct needle *needles[] = {needle_of(old), needle_of(new), needle_of(pin),
		needle_create(password, sizeof(password) - 1)};
	secret_unlink(old);
	secret_unlink(new);
	secret_unlink(pin);
	expect_no_copy(needles[0], "old key");
	expect_no_copy(needles[1], "new key");
	expect_no_copy(needles[2], "PIN");
	expect_no_copy(needles[3], "password");
}

static void identity__keys_over_http__no_copy_left(void **state)
{
	struct server *server = server_start(NULL);
	struct asking asking;
	(void)state;

	assert_non_null(server);
	asking_start(&asking, server_url(server), NULL);
	use_keys(&asking);
	asking_finish(&asking);
	server_stop(server);
}

/* Not under the sanitizer, which keeps what OpenSSL freed, and keeps it as it was. */
#ifndef SANITIZED
static void identity__keys_over_tls__no_copy_left(void **state)
{
	char options[2][512], ca_file[512];
	const char *const extra[] = {options[0], options[1], NULL};
	const struct identity_options client = {.ca_file = ca_file};
	struct asking asking;
	(void)state;

	char *directory = scratch_create();
	assert_true(certificates_create(directory));
	snprintf(
		options[0], sizeof(options[0]), "--tls-cert=%s/%s", directory, CERTIFICATES_SERVER);
	snprintf(options[1], sizeof(options[1]), "--tls-key=%s/%s", directory,
		CERTIFICATES_SERVER_KEY);
	snprintf(ca_file, sizeof(ca_file), "%s/%s", directory, CERTIFICATES_CA);
	struct server *server = server_start(extra);
	assert_non_null(server);
	asking_start(&asking, server_url(server), &client);
	use_keys(&asking);
	asking_finish(&asking);
	server_stop(server);
	scratch_destroy(directory);
}
#endif

static int start(void **state)
{
	struct error error;
	(void)state;

	return secret_start(&error) && identity_start(&error) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identity__keys_over_http__no_copy_left),
#ifndef SANITIZED
		cmocka_unit_test(identity__keys_over_tls__no_copy_left),
#endif
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
