/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/service.h"

static void service_find__usable__url_host_and_label(void **state)
{
	static const struct {
		const char *text, *url, *host, *label;
	} cases[] = {
		{"rackspace-us", "https://identity.api.rackspacecloud.com/v2.0",
			"identity.api.rackspacecloud.com", "Rackspace US"},
		{"rackspace-uk", "https://lon.identity.api.rackspacecloud.com/v2.0",
			"lon.identity.api.rackspacecloud.com", "Rackspace UK"},
		{"HTTPS://Identity.API.rackspacecloud.com:443/v2.0/",
			"https://identity.api.rackspacecloud.com/v2.0",
			"identity.api.rackspacecloud.com", "Rackspace US"},
		{"https://h", "https://h/v2.0", "h", "Identity v2.0"},
		{"https://h/", "https://h/v2.0", "h", "Identity v2.0"},
		{"https://h/identity", "https://h/identity/v2.0", "h", "Identity v2.0"},
		{"https://h/identity/v2.0/", "https://h/identity/v2.0", "h", "Identity v2.0"},
		{"https://h:8443/v2.0", "https://h:8443/v2.0", "h:8443", "Identity v2.0"},
		{"http://127.0.0.1:8080", "http://127.0.0.1:8080/v2.0", "127.0.0.1:8080",
			"Identity v2.0"},
		{"http://127.1.2.3", "http://127.1.2.3/v2.0", "127.1.2.3", "Identity v2.0"},
		{"http://localhost:80/x", "http://localhost/x/v2.0", "localhost", "Identity v2.0"},
		{"http://[::1]:5000/v2.0", "http://[::1]:5000/v2.0", "[::1]:5000", "Identity v2.0"},
		{"https://[2001:DB8::1]", "https://[2001:db8::1]/v2.0", "[2001:db8::1]",
			"Identity v2.0"},
		{"https://h/vault", "https://h/vault/v2.0", "h", "Identity v2.0"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct service service;
		struct error error = {0};
		assert_true(service_find(&service, cases[i].text, &error));
		assert_string_equal(service.url, cases[i].url);
		assert_string_equal(service.host, cases[i].host);
		assert_string_equal(service.label, cases[i].label);
		service_finish(&service);
	}
}

static void service_find__not_usable__refused_without_repeating_it(void **state)
{
	static const struct {
		const char *text;
		enum error_kind kind;
	} cases[] = {
		{"", ERROR_SERVICE_UNKNOWN},
		{"keystone", ERROR_SERVICE_UNKNOWN},
		{"rackspace", ERROR_SERVICE_UNKNOWN},
		{"https://hunter2/v3", ERROR_SERVICE_UNKNOWN},
		{"https://hunter2/v1.0", ERROR_SERVICE_UNKNOWN},
		{"https://hunter2/identity/v3/", ERROR_SERVICE_UNKNOWN},
		{"hunter2.example.org", ERROR_URL},
		{"ftp://hunter2/", ERROR_URL},
		{"file:///hunter2", ERROR_URL},
		{"https://", ERROR_URL},
		{"https:///hunter2", ERROR_URL},
		{"https://hunter2:0/", ERROR_URL},
		{"https://hunter2:65536/", ERROR_URL},
		{"https://hunter2:/", ERROR_URL},
		{"https://hunter2:443x/", ERROR_URL},
		{"https://hunter2:999999999999/", ERROR_URL},
		{"https://user@hunter2/", ERROR_URL},
		{"https://user:hunter2@h/", ERROR_URL},
		{"https://h/?key=hunter2", ERROR_URL},
		{"https://h/#hunter2", ERROR_URL},
		{"https://h/a//hunter2", ERROR_URL},
		{"https://h/../hunter2", ERROR_URL},
		{"https://h/./hunter2", ERROR_URL},
		{"https://h/%68unter2", ERROR_URL},
		{"https://h/hunter2 x", ERROR_URL},
		{"https://h/hunter2\n", ERROR_URL},
		{"https://h\r\nhunter2", ERROR_URL},
		{"https://h\\hunter2", ERROR_URL},
		{"https://h\xc3\xbchunter2/", ERROR_URL},
		{"https://-hunter2/", ERROR_URL},
		{"https://[::1", ERROR_URL},
		{"https://[hunter2]/", ERROR_URL},
		{"https://[fe80::1%25eth0]/", ERROR_URL},
		{"http://hunter2/", ERROR_URL},
		{"http://128.0.0.1/", ERROR_URL},
		{"http://127.1/", ERROR_URL},
		{"http://127.0.0.1.hunter2/", ERROR_URL},
		{"http://localhost.hunter2/", ERROR_URL},
		{"http://[::2]/", ERROR_URL},
		{"http://0.0.0.0/", ERROR_URL},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct service service;
		struct error error = {0};
		if (service_find(&service, cases[i].text, &error)) {
			fail_msg("accepted: %s", cases[i].text);
		}
		if (error.kind != cases[i].kind) {
			fail_msg("%s: %s", cases[i].text, error_name(error.kind));
		}
		assert_null(strstr(error.detail, "hunter2"));
	}
}

static void service_find__very_long__refused(void **state)
{
	char text[5000] = "https://";
	struct service service;
	struct error error = {0};
	(void)state;

	memset(text + 8, 'a', sizeof(text) - 9);
	text[sizeof(text) - 1] = '\0';
	assert_false(service_find(&service, text, &error));
	assert_int_equal(error.kind, ERROR_URL);
}

static void service_name__every_one__is_found(void **state)
{
	unsigned i;
	(void)state;

	for (i = 0; service_name(i) != NULL; i++) {
		struct service service;
		assert_true(service_find(&service, service_name(i), NULL));
		service_finish(&service);
	}
	assert_int_equal(i, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(service_find__usable__url_host_and_label),
		cmocka_unit_test(service_find__not_usable__refused_without_repeating_it),
		cmocka_unit_test(service_find__very_long__refused),
		cmocka_unit_test(service_name__every_one__is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
