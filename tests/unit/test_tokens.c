/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "keyturn/tokens.h"

static char home[64], cache[128];

static int make_home(void **state)
{
	char rack[80];
	struct error error;
	(void)state;

	snprintf(home, sizeof(home), "/tmp/keyturn-test-XXXXXX");
	if (!secret_start(&error) || mkdtemp(home) == NULL) {
		return -1;
	}
	snprintf(rack, sizeof(rack), "%s/.rack", home);
	snprintf(cache, sizeof(cache), "%s/cache", rack);
	return mkdir(rack, 0700);
}

static int remove_home(void **state)
{
	char rack[80];
	(void)state;

	unlink(cache);
	snprintf(rack, sizeof(rack), "%s/.rack", home);
	return rmdir(rack) == 0 ? rmdir(home) : -1;
}

static void write_cache(const char *text)
{
	FILE *file = fopen(cache, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static size_t count_tokens(void)
{
	struct secret **tokens;
	size_t count = tokens_find(home, "https://i/v2.0", "a", &tokens);

	tokens_free(tokens, count);
	return count;
}

static void tokens_find__racks_cache__every_token_of_the_user(void **state)
{
	struct secret **tokens, *want = secret_create("token-two", 9);
	(void)state;

	write_cache("{\"a,https://i/v2.0,DFW,object-store,\":{\"TokenID\":\"token-one\","
		    "\"ServiceEndpoint\":\"https://s\"},"
		    "\"a,https://i/,LON,x,\":{\"TokenID\":\"token-two\"}}");
	size_t count = tokens_find(home, "https://i/v2.0", "a", &tokens);
	assert_int_equal(count, 2);
	assert_true(secret_equal(tokens[1], want));
	tokens_free(tokens, count);
	secret_unlink(want);
}

static void tokens_find__of_another_user_or_service__none(void **state)
{
	static const char *const keys[] = {"b,https://i/v2.0,,,", "aa,https://i/v2.0,,,", "a", "a,",
		"a,,,,", "A,https://i/v2.0,,,", "a,https://i/v2.0x,,,",
		"a,https://i.example/v2.0,,,", "a,https://i/v,,,", "a,https://,,,",
		"a,http://i/v2.0,,,", "a,https://i/v2.0/x,,,"};
	char text[128];
	(void)state;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		snprintf(text, sizeof(text), "{\"%s\":{\"TokenID\":\"token-one\"}}", keys[i]);
		write_cache(text);
		assert_int_equal(count_tokens(), 0);
	}
	write_cache("{\"a,https://i/v2.0/,DFW,x,\":{\"TokenID\":\"token-one\"}}");
	assert_int_equal(count_tokens(), 1);
}

static void tokens_find__no_cache_or_anything_else__none(void **state)
{
#define ENTRY(text) "{\"a,https://i/v2.0,,,\":" text
	static const char *const texts[] = {"", "not json", "[]", ENTRY("1}"), ENTRY("{}}"),
		ENTRY("{\"TokenID\":7}}"), ENTRY("{\"TokenID\":\"\"}}"), ENTRY("{\"TokenID\":\"x")};
	(void)state;

	assert_int_equal(count_tokens(), 0);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		write_cache(texts[i]);
		assert_int_equal(count_tokens(), 0);
	}
}

static void tokens_find__link__not_followed(void **state)
{
	char other[80];
	(void)state;

	snprintf(other, sizeof(other), "%s/other", home);
	write_cache("{\"a,https://i/v2.0,,,\":{\"TokenID\":\"token-one\"}}");
	assert_int_equal(rename(cache, other), 0);
	assert_int_equal(symlink(other, cache), 0);
	assert_int_equal(count_tokens(), 0);
	unlink(other);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, make_home, remove_home)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(tokens_find__racks_cache__every_token_of_the_user),
		CASE(tokens_find__of_another_user_or_service__none),
		CASE(tokens_find__no_cache_or_anything_else__none),
		CASE(tokens_find__link__not_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
