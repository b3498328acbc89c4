/* SPDX-License-Identifier: MIT
 * The Link header: where the next page is, or that there is none, or that it cannot be told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "link_header.h"

static void next__there_is_one__its_reference(void **state)
{
	static const char *const headers[] = {
		"<next>; rel=\"next\"",
		"<next>;rel=next",
		"  <next> ; REL = \"Next\"",
		"<prev>; rel=\"prev\", <next>; rel=\"next\"",
		"<prev>; rel=prev,<next>; title=\"a, b; c\"; rel=\"last next\"",
		"<next>; rel=\"next\"; hreflang=en, <other>; rel=\"next\"",
		"<next>; a; rel=next",
	};
	char out[16];
	(void)state;

	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++) {
		enum link_found found = link_header_next(
			headers[i], strlen(headers[i]), out, sizeof(out));
		if (found != LINK_NEXT || strcmp(out, "next") != 0) {
			fail_msg("%s: %d %s", headers[i], (int)found, out);
		}
	}
}

static void next__there_is_none__told(void **state)
{
	static const char *const headers[] = {"", " , ", "<a>", "<a>; rel=\"prev\"",
		"<a>; rel=\"nextish\"", "<a>; title=next", "<a>; rel", "<>; rel=prev"};
	char out[16];
	(void)state;

	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++) {
		assert_int_equal(link_header_next(headers[i], strlen(headers[i]), out, sizeof(out)),
			LINK_NONE);
		assert_string_equal(out, "");
	}
}

/* Taken for "none", any of these would cut a list short. */
static void next__cannot_be_read__broken(void **state)
{
	static const char *const headers[] = {"next", "<next; rel=\"next\"", "<next>; rel=\"next",
		"<next> rel=next", "<>; rel=next", "<prev>; rel=prev; \"x",
		"<a reference that is too long for its place>; rel=next", "\x1b[31m"};
	char out[16];
	(void)state;

	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++) {
		assert_int_equal(link_header_next(headers[i], strlen(headers[i]), out, sizeof(out)),
			LINK_BROKEN);
	}
	assert_int_equal(link_header_next("<a\0b>; rel=next", 15, out, sizeof(out)), LINK_BROKEN);
	assert_int_equal(link_header_next("<a>; rel=\"\0next\"", 16, out, sizeof(out)), LINK_NONE);
}

static void next__cut_anywhere__never_read_beyond(void **state)
{
	static const char whole[] = "<prev>; rel=\"prev\", <next>; rel=\"next\"";
	char out[16];
	(void)state;

	for (size_t len = 0; len < sizeof(whole) - 1; len++) {
		assert_int_not_equal(link_header_next(whole, len, out, sizeof(out)), LINK_NEXT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(next__there_is_one__its_reference),
		cmocka_unit_test(next__there_is_none__told),
		cmocka_unit_test(next__cannot_be_read__broken),
		cmocka_unit_test(next__cut_anywhere__never_read_beyond),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
