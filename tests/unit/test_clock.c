/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/clock.h"

static void clock_parse__every_documented_spelling__same_instant(void **state)
{
	static const char *const spellings[] = {
		"2014-01-10T15:46:51Z",
		"2014-01-10T15:46:51.000Z",
		"2014-01-10T09:46:51.000-06:00",
		"2014-01-10T10:46:51-05:00",
		"2014-01-10T15:46:51.123456",
	};
	(void)state;

	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++) {
		int64_t seconds = 0;
		assert_true(clock_parse(spellings[i], &seconds));
		assert_int_equal(seconds, 1389368811);
	}
}

static void clock_parse_duration__as_documented__seconds(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} cases[] = {{"PT15M", 900}, {"PT20M0.000S", 1200}, {"P90DT6H30M5S", 7799405},
		{"P1D", 86400}, {"PT1H", 3600}, {"PT0S", 0}, {"PT3162240000S", CLOCK_DURATION_MAX}};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int64_t seconds = -1;
		assert_true(clock_parse_duration(cases[i].text, &seconds));
		assert_int_equal(seconds, cases[i].seconds);
	}
}

static void clock_parse_duration__anything_else__refused(void **state)
{
	static const char *const texts[] = {"", "P", "PT", "P1DT", "15M", "PT15", "P15M", "PT5S1M",
		"PT1.5H", "PT-1S", "PT99999999999999999999S", "PT1M1M", "P1Y", "PT3162240001S",
		"P36600DT1S"};
	(void)state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		int64_t seconds;
		if (clock_parse_duration(texts[i], &seconds)) {
			fail_msg("%s is taken", texts[i]);
		}
	}
}

static void clock_parse__anything_else__refused(void **state)
{
	static const char *const spellings[] = {"", "tomorrow", "2014-01-10",
		"2014-01-10T15:46:51Zulu", "2014-01-10T15:46:51+99:00", "2014-01-10T15:46:51+0"};
	(void)state;

	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++) {
		int64_t seconds;
		assert_false(clock_parse(spellings[i], &seconds));
	}
}

static void clock_span__lengths__largest_unit(void **state)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} cases[] = {{0, "0 s"}, {-5, "0 s"}, {59, "59 s"}, {60, "1 minute"}, {7199, "1 hour"},
		{7200, "2 hours"}, {41 * 86400 + 5, "41 days"}};
	char out[32];
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_string_equal(clock_span(cases[i].seconds, out, sizeof(out)), cases[i].text);
	}
}

static void clock_ago__ages__in_words(void **state)
{
	static const struct {
		int64_t then, now;
		const char *text;
	} cases[] = {{1000, 1000, "just now"}, {1000, 1059, "just now"},
		{1000, 1060, "1 minute ago"}, {0, 41 * 86400 + 5, "41 days ago"},
		{1001, 1000, "in the future"}};
	char out[32];
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_string_equal(
			clock_ago(cases[i].then, cases[i].now, out, sizeof(out)), cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clock_parse__every_documented_spelling__same_instant),
		cmocka_unit_test(clock_parse__anything_else__refused),
		cmocka_unit_test(clock_parse_duration__as_documented__seconds),
		cmocka_unit_test(clock_parse_duration__anything_else__refused),
		cmocka_unit_test(clock_span__lengths__largest_unit),
		cmocka_unit_test(clock_ago__ages__in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
