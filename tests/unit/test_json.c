/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "keyturn/memory.h"
#include "memscan.h"

static struct json_object *read_text(const char *text)
{
	return json_read(text, strlen(text));
}

static void json_read__whole_object__read(void **state)
{
	static const char *const cases[] = {"{}", " {\"a\":1}\r\n", "{\"a\":[{\"b\":null}]}",
		"{\"a\":\"\\u00e9\\ud83d\\ude00\"}"};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct json_object *value = read_text(cases[i]);
		assert_non_null(value);
		json_release(value);
	}
}

static void json_read__anything_else__refused(void **state)
{
	static const char *const cases[] = {"", " ", "[]", "1", "null", "\"text\"", "{", "{\"a\":1",
		"{\"a\":1} x", "{\"a\":1}{}", "{a:1}", "{\"a\":1,}", "<html></html>",
		"{\"a\":/* */1}", "{\"a\":\"\x01\"", "{\"a\" \"b\"}"};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_null(read_text(cases[i]));
	}
	assert_null(json_read("{}\0", 3));
	assert_null(json_read("{\"a\":\"\0\"}", 9));
}

static void json_read__deep_nesting__refused_not_overflowing(void **state)
{
	enum { DEEP = 100000 };
	char *text = memory_alloc(6 * DEEP);
	(void)state;

	for (size_t i = 0; i < DEEP; i++) {
		memcpy(text + 5 * i, "{\"a\":", 5);
	}
	memset(text + 5 * (size_t)DEEP, '}', DEEP);
	assert_null(json_read(text, 6 * (size_t)DEEP));
	free(text);
}

static void json_member__case_differs__found_but_exact_wins(void **state)
{
	struct json_object *value = read_text(
		"{\"rax-auth:domainId\":\"low\",\"RAX-AUTH:other\":1,\"rax-AUTH:domainid\":\"x\"}");
	char text[8];
	(void)state;

	json_show(json_member(value, "rax-auth:domainId"), text, sizeof(text));
	assert_string_equal(text, "low");
	json_show(json_member(value, "RAX-AUTH:DOMAINID"), text, sizeof(text));
	assert_string_equal(text, "low");
	assert_null(json_member(value, "domainId"));
	assert_null(json_member(json_member(value, "RAX-AUTH:other"), "x"));
	assert_null(json_member(NULL, "x"));
	json_release(value);
}

static void json_id__text_and_numbers__exact_or_refused(void **state)
{
	struct json_object *value = read_text("{\"text\":\"-1a\",\"number\":-42,\"empty\":\"\","
					      "\"null\":null,\"nul\":\"a\\u0000b\",\"real\":1.5,"
					      "\"huge\":123456789012345678901234567890,"
					      "\"seven\":\"1234567\",\"eight\":\"12345678\"}");
	static const struct {
		const char *name, *id;
	} cases[] = {{"text", "-1a"}, {"number", "-42"}, {"seven", "1234567"}, {"eight", NULL},
		{"empty", NULL}, {"null", NULL}, {"nul", NULL}, {"real", NULL}, {"huge", NULL},
		{"absent", NULL}};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char id[8] = "before";
		bool ok = json_id(json_member(value, cases[i].name), id, sizeof(id));
		assert_int_equal(ok, cases[i].id != NULL);
		assert_string_equal(id, ok ? cases[i].id : "");
	}
	json_release(value);
}

static void json_show__too_long__cut_at_a_character(void **state)
{
	struct json_object *value = read_text(
		"{\"a\":\"abcdef\\u00e9\",\"b\":\"abcde\\u00e9\",\"c\":\"x\\u0000y\"}");
	char out[8];
	(void)state;

	json_show(json_member(value, "a"), out, sizeof(out));
	assert_string_equal(out, "abcdef");
	json_show(json_member(value, "b"), out, sizeof(out));
	assert_string_equal(out, "abcde\xc3\xa9");
	json_show(json_member(value, "c"), out, sizeof(out));
	assert_string_equal(out, "x?y");
	json_show(NULL, out, sizeof(out));
	assert_string_equal(out, "");
	json_release(value);
}

static void json_flag__every_spelling__same_truth(void **state)
{
	struct json_object *value = read_text(
		"{\"t\":true,\"f\":false,\"qt\":\"true\",\"qf\":\"False\",\"n\":null,\"x\":\"yes\"}");
	static const struct {
		const char *name;
		bool if_true, if_false;
	} cases[] = {{"t", true, true}, {"f", false, false}, {"qt", true, true},
		{"qf", false, false}, {"n", true, false}, {"x", true, false},
		{"absent", true, false}};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(
			json_flag(json_member(value, cases[i].name), true), cases[i].if_true);
		assert_int_equal(
			json_flag(json_member(value, cases[i].name), false), cases[i].if_false);
	}
	json_release(value);
}

static void json_item__list_or_object__items(void **state)
{
	struct json_object *value = read_text("{\"list\":[1,2],\"one\":{\"a\":1},\"text\":\"x\"}");
	struct json_object *one = json_member(value, "one");
	(void)state;

	assert_int_equal(json_count(json_member(value, "list")), 2);
	assert_int_equal(json_count(one), 1);
	assert_ptr_equal(json_item(one, 0), one);
	assert_int_equal(json_count(json_member(value, "text")), 0);
	assert_int_equal(json_count(NULL), 0);
	json_release(value);
}

static void json_release__values__overwritten(void **state)
{
	struct json_object *value = read_text(
		"{\"a\":{\"b\":[\"a-secret-that-is-long-enough-for-the-heap\"]},\"n\":7}");
	struct json_object *text = json_object_get(
		json_item(json_member(json_member(value, "a"), "b"), 0));
	struct json_object *number = json_object_get(json_member(value, "n"));
	(void)state;

	json_release(value);
	for (int i = 0; i < json_object_get_string_len(text); i++) {
		assert_int_equal(json_object_get_string(text)[i], 0);
	}
	assert_int_equal(json_object_get_int64(number), 0);
	json_object_put(text);
	json_object_put(number);
}

static void json_quote__any_bytes__read_back_alike(void **state)
{
	static const char text[] =
		"plain \"quoted\" back\\slash \x01\x1f\x7f\t\n \xc3\xa9 </script>";
	struct buffer out;
	char read[128];
	(void)state;

	buffer_init(&out, 1024);
	buffer_append_text(&out, "{\"a\":");
	assert_true(json_quote(&out, text, sizeof(text) - 1));
	buffer_append_text(&out, "}");
	struct json_object *value = json_read(buffer_text(&out), out.len);
	json_show(json_member(value, "a"), read, sizeof(read));
	assert_string_equal(read, text);
	json_release(value);
	buffer_finish(&out);
}

static void json_quote__no_room__false(void **state)
{
	struct buffer out;
	(void)state;

	buffer_init(&out, 4);
	assert_false(json_quote(&out, "abc", 3));
	buffer_finish(&out);
}

/* The parsed text is a copy of the value too, so it is wiped first. */
static void expect_no_copy_after(const char *format, const char *value)
{
	struct needle *needle = needle_create(value, strlen(value));
	char text[256];
	struct memscan found;

	snprintf(text, sizeof(text), format, value);
	assert_null(read_text(text));
	memory_wipe(text, sizeof(text));
	const enum memscan_result result = memscan(getpid(), needle, false, &found);
	needle_destroy(needle);
	if (result == MEMSCAN_DENIED) {
		skip();
	}
	if (found.count > 0) {
		memscan_print(&found);
		fail_msg("%zu copies after %s", found.count, format);
	}
}

static void json_read__cut_off__no_copy_of_a_value_is_left(void **state)
{
	static const char tail[] = "the-end-of-a-key-that-is-cut-off"; /* not in writable memory */
	static const char *const cases[] = {"{\"a\":\"0123456789abcdef-%s\"",
		"{\"a\":{\"b\":\"0123456789abcdef-%s\"", "{\"a\":[\"0123456789abcdef-%s\",",
		"{\"a\":\"0123456789abcdef-%s\",\"b\"}", "[{\"a\":\"0123456789abcdef-%s\"}]"};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		expect_no_copy_after(cases[i], tail);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_read__whole_object__read),
		cmocka_unit_test(json_read__anything_else__refused),
		cmocka_unit_test(json_read__deep_nesting__refused_not_overflowing),
		cmocka_unit_test(json_member__case_differs__found_but_exact_wins),
		cmocka_unit_test(json_id__text_and_numbers__exact_or_refused),
		cmocka_unit_test(json_show__too_long__cut_at_a_character),
		cmocka_unit_test(json_flag__every_spelling__same_truth),
		cmocka_unit_test(json_item__list_or_object__items),
		cmocka_unit_test(json_release__values__overwritten),
		cmocka_unit_test(json_read__cut_off__no_copy_of_a_value_is_left),
		cmocka_unit_test(json_quote__any_bytes__read_back_alike),
		cmocka_unit_test(json_quote__no_room__false),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
