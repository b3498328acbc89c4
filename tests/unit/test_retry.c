/* SPDX-License-Identifier: MIT */
#include "retry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void retry_delay__not_told__doubles_with_some_jitter(void **state)
{
	static const uint64_t randoms[] = {0, 1, 249, 250, 12345, UINT64_MAX};
	(void)state;

	for (size_t i = 0; i < sizeof(randoms) / sizeof(*randoms); i++) {
		assert_in_range(retry_delay(1, 0, randoms[i]), 1000, 1250);
		assert_in_range(retry_delay(2, 0, randoms[i]), 2000, 2500);
		assert_in_range(retry_delay(3, 0, randoms[i]), 4000, 5000);
	}
	assert_int_not_equal(retry_delay(1, 0, 1), retry_delay(1, 0, 2));
}

static void retry_delay__told__that_long_at_most_a_minute(void **state)
{
	(void)state;

	assert_int_equal(retry_delay(3, 1, 77), 1000);
	assert_int_equal(retry_delay(1, 60, 77), 60000);
	assert_int_equal(retry_delay(1, 86400, 77), 60000);
}

static void retry_wanted__busy_answers_only_and_four_tries(void **state)
{
	static const int busy[] = {413, 429, 503}, other[] = {0, 200, 401, 404, 500, 502, 504};
	(void)state;

	for (size_t i = 0; i < sizeof(busy) / sizeof(*busy); i++) {
		assert_true(retry_wanted(busy[i], 1));
		assert_true(retry_wanted(busy[i], 3));
		assert_false(retry_wanted(busy[i], 4));
	}
	for (size_t i = 0; i < sizeof(other) / sizeof(*other); i++) {
		assert_false(retry_wanted(other[i], 1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(retry_delay__not_told__doubles_with_some_jitter),
		cmocka_unit_test(retry_delay__told__that_long_at_most_a_minute),
		cmocka_unit_test(retry_wanted__busy_answers_only_and_four_tries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
