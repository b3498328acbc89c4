/* SPDX-License-Identifier: MIT */
#include "url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "late_curl.h"

static void url_normalise__usable__base_of_requests(void **state)
{
	static const struct {
		const char *given, *base;
	} cases[] = {
		{"https://identity.example.com", "https://identity.example.com"},
		{"https://identity.example.com/", "https://identity.example.com"},
		{"https://identity.example.com/v2.0", "https://identity.example.com"},
		{"https://identity.example.com/v2.0//", "https://identity.example.com"},
		{"HTTPS://identity.example.com:443/v2.0/", "https://identity.example.com"},
		{"https://identity.example.com:8443", "https://identity.example.com:8443"},
		{"https://example.com/cloud/identity/v2.0/", "https://example.com/cloud/identity"},
		{"https://example.com/v2.0x", "https://example.com/v2.0x"},
		{"https://[2001:db8::1]:5000/", "https://[2001:db8::1]:5000"},
		{"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"http://127.9.8.7/", "http://127.9.8.7"},
		{"http://LOCALHOST:35357/v2.0", "http://LOCALHOST:35357"},
		{"http://[::1]:80/", "http://[::1]"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buffer base;
		struct error error = {0};
		buffer_init(&base, URL_MAX);
		assert_true(url_normalise(cases[i].given, &base, &error));
		assert_string_equal(buffer_text(&base), cases[i].base);
		buffer_finish(&base);
	}
}

static void url_normalise__unusable__refused(void **state)
{
	static const char *const cases[] = {
		"",
		"identity.example.com",
		"//identity.example.com",
		"http://identity.example.com",
		"http://127.0.0.1.example.com",
		"http://localhost.example.com/",
		"http://0.0.0.0/",
		"http://10.127.0.1/",
		"http://[::ffff:127.0.0.1]/",
		"ftp://127.0.0.1/",
		"file:///etc/passwd",
		"https://user@identity.example.com/",
		"https://user:word@identity.example.com/",
		"http://127.0.0.1@example.com/",
		"https://identity.example.com/?tenant=1",
		"https://identity.example.com/#top",
		"https://identity.example.com/a b",
		"https://identity.example.com/\r\nHost: other",
		"https://",
		"https://identity.example.com:99999/",
	};
	char long_url[2 * URL_MAX];
	struct buffer base;
	struct error error;
	(void)state;

	buffer_init(&base, URL_MAX);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		error = (struct error){0};
		assert_false(url_normalise(cases[i], &base, &error));
		assert_int_equal(error.kind, ERROR_URL);
	}
	memset(long_url, 'a', sizeof(long_url));
	memcpy(long_url, "https://", 8);
	long_url[sizeof(long_url) - 1] = '\0';
	assert_false(url_normalise(long_url, &base, &error));
	assert_int_equal(base.len, 0);
	buffer_finish(&base);
}

static void url_append_id__reserved_bytes__percent_encoded(void **state)
{
	static const struct {
		const char *id, *encoded;
	} cases[] = {
		{"172157", "172157"},
		{"-10037223", "-10037223"},
		{"b1a5-77aa_0b3e.~", "b1a5-77aa_0b3e.~"},
		{"../x", "..%2Fx"},
		{"a b?c#d%e&f=g", "a%20b%3Fc%23d%25e%26f%3Dg"},
		{"a\r\nb", "a%0D%0Ab"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buffer url;
		buffer_init(&url, URL_MAX);
		assert_true(url_append_id(&url, cases[i].id));
		assert_string_equal(buffer_text(&url), cases[i].encoded);
		buffer_finish(&url);
	}
}

static void url_append_id__would_name_the_collection__refused(void **state)
{
	static const char *const ids[] = {"", ".", ".."};
	struct buffer url;
	(void)state;

	buffer_init(&url, URL_MAX);
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		assert_false(url_append_id(&url, ids[i]));
	}
	assert_int_equal(url.len, 0);
	buffer_finish(&url);
}

static void url_authority__any__host_and_port(void **state)
{
	char out[URL_AUTHORITY_SIZE];
	(void)state;

	assert_string_equal(
		url_authority("https://example.com/a?b", out, sizeof(out)), "example.com:443");
	assert_string_equal(url_authority("http://[::1]:81/", out, sizeof(out)), "[::1]:81");
	assert_string_equal(url_authority("nonsense", out, sizeof(out)), "");
}

static const char here[] = "https://example.com/cloud/v2.0/users";

static void url_query_beside__same_place__its_query(void **state)
{
	static const char *const links[][2] = {
		{"https://example.com/cloud/v2.0/users?marker=7&limit=2", "marker=7&limit=2"},
		{"https://EXAMPLE.com:443/cloud/v2.0/users?marker=%2F", "marker=%2F"},
		{"/cloud/v2.0/users?marker=7", "marker=7"},
		{"?marker=7#part", "marker=7"},
		{"users?a", "a"},
	};
	char query[64];
	(void)state;

	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		assert_true(url_query_beside(here, links[i][0], query, sizeof(query)));
		assert_string_equal(query, links[i][1]);
	}
}

static void url_query_beside__elsewhere_or_nothing__refused(void **state)
{
	static const char *const links[] = {
		"https://evil.example.com/cloud/v2.0/users?marker=7",
		"https://example.com.evil.org/cloud/v2.0/users?marker=7",
		"//evil.example.com/cloud/v2.0/users?marker=7",
		"http://example.com/cloud/v2.0/users?marker=7",
		"https://example.com:444/cloud/v2.0/users?marker=7",
		"https://jq@example.com/cloud/v2.0/users?marker=7",
		"https://:x@example.com/cloud/v2.0/users?marker=7",
		"https://example.com/cloud/v2.0/users/1?marker=7",
		"/v2.0/users?marker=7",
		"../v2.0/tokens?marker=7",
		"file:///cloud/v2.0/users?marker=7",
		"",
		"?",
		"https://example.com/cloud/v2.0/users",
		"?marker=\x1b[31m",
		"?marker=0123456789012345678901234567890123456789012345678901234567890123",
	};
	char query[64];
	(void)state;

	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		if (url_query_beside(here, links[i], query, sizeof(query))) {
			fail_msg("%s: %s", links[i], query);
		}
	}
}

static int load_curl(void **state)
{
	struct error error;
	(void)state;

	return late_curl_load(&error) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(url_normalise__usable__base_of_requests),
		cmocka_unit_test(url_normalise__unusable__refused),
		cmocka_unit_test(url_append_id__reserved_bytes__percent_encoded),
		cmocka_unit_test(url_append_id__would_name_the_collection__refused),
		cmocka_unit_test(url_authority__any__host_and_port),
		cmocka_unit_test(url_query_beside__same_place__its_query),
		cmocka_unit_test(url_query_beside__elsewhere_or_nothing__refused),
	};

	return cmocka_run_group_tests(tests, load_curl, NULL);
}
