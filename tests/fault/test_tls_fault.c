/* SPDX-License-Identifier: MIT
 * TLS: what is accepted, what is refused with which words, and that nothing was sent then. */
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
#include "proxy.h"
#include "scratch.h"
#include "server.h"

struct fixture {
	char *directory;
	struct server *server;
	struct asking asking;
};

static char *key_log; /* where libcurl was asked to log what decrypts the line */

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->directory = scratch_create();
	*state = fixture;
	return certificates_create(fixture->directory) ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	scratch_destroy(fixture->directory);
	free(fixture);
	return 0;
}

/* A service with this certificate, and a client that trusts this authority. */
static void begin(struct fixture *fixture, const char *certificate, const char *key, const char *ca)
{
	char cert_option[512], key_option[512], ca_file[512];
	const char *const options[] = {cert_option, key_option, NULL};
	const struct identity_options client = {.ca_file = ca == NULL ? NULL : ca_file};

	snprintf(cert_option, sizeof(cert_option), "--tls-cert=%s/%s", fixture->directory,
		certificate);
	snprintf(key_option, sizeof(key_option), "--tls-key=%s/%s", fixture->directory, key);
	snprintf(ca_file, sizeof(ca_file), "%s/%s", fixture->directory, ca == NULL ? "" : ca);
	fixture->server = server_start(options);
	assert_non_null(fixture->server);
	asking_start(&fixture->asking, server_url(fixture->server), &client);
}

static void end(struct fixture *fixture)
{
	asking_finish(&fixture->asking);
	server_stop(fixture->server);
}

static void tls__good_certificate__works(void **state)
{
	struct fixture *fixture = *state;

	begin(fixture, CERTIFICATES_SERVER, CERTIFICATES_SERVER_KEY, CERTIFICATES_CA);
	secret_unlink(asking_own_key(&fixture->asking));
	asking_ask(&fixture->asking, (struct identity_request){.op = IDENTITY_RESET_KEY});
	asking_expect(&fixture->asking, OUTCOME_OK, ERROR_NONE);
	end(fixture);
}

static void tls__sslkeylogfile_set__nothing_is_logged(void **state)
{
	struct fixture *fixture = *state;

	begin(fixture, CERTIFICATES_SERVER, CERTIFICATES_SERVER_KEY, CERTIFICATES_CA);
	secret_unlink(asking_own_key(&fixture->asking));
	end(fixture);
	assert_int_equal(access(key_log, F_OK), -1);
}

static void tls__bad_certificate__refused_with_the_reason(void **state)
{
	static const struct {
		const char *certificate, *key, *ca, *reason;
	} cases[] = {
		{CERTIFICATES_EXPIRED, CERTIFICATES_EXPIRED_KEY, CERTIFICATES_CA, "expired"},
		{CERTIFICATES_WRONG_HOST, CERTIFICATES_WRONG_HOST_KEY, CERTIFICATES_CA,
			"target host name"},
		{CERTIFICATES_UNKNOWN, CERTIFICATES_UNKNOWN_KEY, CERTIFICATES_CA, "certificate"},
		{CERTIFICATES_SERVER, CERTIFICATES_SERVER_KEY, NULL, "certificate"},
		{CERTIFICATES_SERVER, CERTIFICATES_SERVER_KEY, "missing.pem", "missing.pem"},
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		begin(fixture, cases[i].certificate, cases[i].key, cases[i].ca);
		asking_sign_in(&fixture->asking, CREDENTIAL_PASSWORD, "jqsmith", "Demo-pass-1");
		print_message("# %s\n", fixture->asking.reply.error.detail);
		asking_expect(&fixture->asking, OUTCOME_REFUSED, ERROR_TLS);
		assert_non_null(strstr(fixture->asking.reply.error.detail, cases[i].reason));
		assert_int_equal(server_count(fixture->server, NULL, NULL, 0), 0);
		end(fixture);
	}
}

/* The certificate changes under a session: a reset is certainly not sent. */
static void reset_key__certificate_no_longer_trusted__certainly_not_done(void **state)
{
	struct fixture *fixture = *state;
	char *good = scratch_path(fixture->directory, CERTIFICATES_CA);
	char *other = scratch_path(fixture->directory, CERTIFICATES_UNKNOWN);

	begin(fixture, CERTIFICATES_SERVER, CERTIFICATES_SERVER_KEY, CERTIFICATES_CA);
	secret_unlink(asking_own_key(&fixture->asking));
	assert_int_equal(rename(other, good), 0);
	asking_ask(&fixture->asking, (struct identity_request){.op = IDENTITY_RESET_KEY});
	asking_expect(&fixture->asking, OUTCOME_REFUSED, ERROR_TLS);
	assert_int_equal(server_count(fixture->server, "POST", "/RAX-AUTH/reset", 0), 0);
	end(fixture);
	free(good);
	free(other);
}

/* The tunnel is not there yet when it fails: the service has seen nothing. */
static void reset_key__no_tunnel_through_the_proxy__certainly_not_done(void **state)
{
	static const struct proxy_fault faults[] = {
		{PROXY_REPLACE, .status = 403, .body = "no"},
		{PROXY_REPLACE, .status = 407},
		{PROXY_DROP_REQUEST},
		{PROXY_DROP_REQUEST, .reset = true},
	};
	struct fixture *fixture = *state;

	begin(fixture, CERTIFICATES_SERVER, CERTIFICATES_SERVER_KEY, CERTIFICATES_CA);
	secret_unlink(asking_own_key(&fixture->asking));
	struct proxy *proxy = proxy_start("http://127.0.0.1:1");
	setenv("https_proxy", proxy_url(proxy), 1);
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		proxy_fault(proxy, &faults[i]);
		asking_ask(&fixture->asking, (struct identity_request){.op = IDENTITY_RESET_KEY});
		print_message("# %s\n", fixture->asking.reply.error.detail);
		asking_expect(&fixture->asking, OUTCOME_REFUSED, ERROR_UNREACHABLE);
	}
	unsetenv("https_proxy");
	assert_int_equal(proxy_count(proxy, "CONNECT", NULL), sizeof(faults) / sizeof(*faults));
	proxy_stop(proxy);
	assert_int_equal(server_count(fixture->server, "POST", "/RAX-AUTH/reset", 0), 0);
	end(fixture);
}

/* Whether a client that does not mind old versions gets through: then it is not the system's own
 * policy that refuses for us. */
static bool old_version_passes(int port)
{
	char command[256];

	snprintf(command, sizeof(command),
		"openssl s_client -connect 127.0.0.1:%d -tls1_1 </dev/null >/dev/null 2>&1", port);
	return system(command) == 0;
}

static void tls__older_than_1_2__refused(void **state)
{
	struct fixture *fixture = *state;
	static const char only_old[] =
		"[overrides]\ndisabled-version = tls1.2\ndisabled-version = tls1.3\n";
	char *old = scratch_write(
		fixture->directory, "gnutls.conf", only_old, sizeof(only_old) - 1);

	setenv("GNUTLS_SYSTEM_PRIORITY_FILE", old, 1);
	begin(fixture, CERTIFICATES_SERVER, CERTIFICATES_SERVER_KEY, CERTIFICATES_CA);
	unsetenv("GNUTLS_SYSTEM_PRIORITY_FILE");
	assert_true(old_version_passes(server_port(fixture->server)));
	asking_sign_in(&fixture->asking, CREDENTIAL_PASSWORD, "jqsmith", "Demo-pass-1");
	print_message("# %s\n", fixture->asking.reply.error.detail);
	asking_expect(&fixture->asking, OUTCOME_REFUSED, ERROR_TLS);
	assert_int_equal(server_count(fixture->server, NULL, NULL, 0), 0);
	end(fixture);
	free(old);
}

static void tls__to_a_plain_port__refused(void **state)
{
	struct fixture *fixture = *state;
	char url[128];

	fixture->server = server_start(NULL);
	assert_non_null(fixture->server);
	snprintf(url, sizeof(url), "https://127.0.0.1:%d", server_port(fixture->server));
	asking_start(&fixture->asking, url, NULL);
	asking_sign_in(&fixture->asking, CREDENTIAL_PASSWORD, "jqsmith", "Demo-pass-1");
	asking_expect(&fixture->asking, OUTCOME_REFUSED, ERROR_TLS);
	end(fixture);
}

/* What OpenSSL would refuse by itself is allowed, so that the client has to. The last two sections
 * are for the program that makes the certificates. */
static const char lenient[] = "openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\n"
			      "system_default = old\n[old]\nMinProtocol = TLSv1\n"
			      "CipherString = DEFAULT@SECLEVEL=0\n"
			      "[req]\ndistinguished_name = name\n[name]\n";

static int start(void **state)
{
	char *directory = scratch_create();
	char *path = scratch_write(directory, "openssl.cnf", lenient, sizeof(lenient) - 1);
	struct error error;

	*state = directory;
	setenv("OPENSSL_CONF", path, 1);
	free(path);
	key_log = scratch_path(directory, "keys.log");
	setenv("SSLKEYLOGFILE", key_log, 1);
	return secret_start(&error) && identity_start(&error) ? 0 : -1;
}

static int stop(void **state)
{
	scratch_destroy(*state);
	free(key_log);
	return 0;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(tls__good_certificate__works),
		CASE(tls__sslkeylogfile_set__nothing_is_logged),
		CASE(tls__bad_certificate__refused_with_the_reason),
		CASE(reset_key__certificate_no_longer_trusted__certainly_not_done),
		CASE(reset_key__no_tunnel_through_the_proxy__certainly_not_done),
		CASE(tls__older_than_1_2__refused),
		CASE(tls__to_a_plain_port__refused),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
