/* SPDX-License-Identifier: MIT
 * Which colours are used on which ground, and whether they can be read there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>

#include <cmocka.h>

#include "term_theme.h"

enum { DIRECT = 1 << 24, HUES = 6 };

/* ---- WCAG 2 ---- */

static double linear(int level)
{
	double share = level / 255.0;

	return share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(int rgb)
{
	return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8 & 255) +
		0.0722 * linear(rgb & 255);
}

static double contrast(int one, int other)
{
	double a = luminance(one), b = luminance(other);

	return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}

/* ---- tests ---- */

static void theme_color__known_ground__contrast_of_4_5(void **state)
{
	static const struct {
		enum ground ground;
		int rgb;
	} grounds[] = {{GROUND_DARK, 0x000000}, {GROUND_DARK, 0x1e1e1e}, {GROUND_LIGHT, 0xffffff}};
	(void)state;

	for (size_t i = 0; i < sizeof(grounds) / sizeof(*grounds); i++) {
		for (size_t hue = 1; hue <= HUES; hue++) {
			int rgb = theme_color(grounds[i].ground, hue, DIRECT);
			assert_true(rgb >= 0);
			assert_true(contrast(rgb, grounds[i].rgb) >= 4.5);
		}
	}
}

static void theme_color__unknown_ground__readable_on_both(void **state)
{
	(void)state;
	for (size_t hue = 1; hue <= HUES; hue++) {
		int rgb = theme_color(GROUND_UNKNOWN, hue, DIRECT);
		assert_true(rgb == -1 || contrast(rgb, 0x000000) >= 3.8);
		assert_true(rgb == -1 || contrast(rgb, 0xffffff) >= 3.8);
	}
}

static void theme_color__colors__numbers_that_the_terminal_has(void **state)
{
	static const int colors[] = {8, 16, 88, 256};
	(void)state;

	for (size_t i = 0; i < sizeof(colors) / sizeof(*colors); i++) {
		for (size_t hue = 1; hue <= HUES; hue++) {
			for (enum ground ground = 0; ground < GROUND_COUNT; ground++) {
				assert_true(theme_color(ground, hue, colors[i]) < colors[i]);
			}
		}
	}
	assert_int_equal(theme_color(GROUND_DARK, 1, 256), 114);
	assert_int_equal(theme_color(GROUND_DARK, 1, DIRECT), 0x87d787);
	assert_int_equal(theme_color(GROUND_DARK, HUES, DIRECT), 0x8a8a8a);
}

static void ground_of__colorfgbg__the_last_number(void **state)
{
	static const struct {
		const char *text;
		enum ground ground;
	} cases[] = {
		{"15;0", GROUND_DARK},
		{"15;default;0", GROUND_DARK},
		{"7;8", GROUND_DARK},
		{"0;15", GROUND_LIGHT},
		{"0;7", GROUND_LIGHT},
		{"12;8", GROUND_DARK},
		{NULL, GROUND_UNKNOWN},
		{"", GROUND_UNKNOWN},
		{"15", GROUND_UNKNOWN},
		{"15;", GROUND_UNKNOWN},
		{"15;default", GROUND_UNKNOWN},
		{"15;-1", GROUND_UNKNOWN},
		{"15;0x", GROUND_UNKNOWN},
		{"15;16", GROUND_UNKNOWN},
		{"0;99999999999999999999999", GROUND_UNKNOWN},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(ground_of(cases[i].text), cases[i].ground);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(theme_color__known_ground__contrast_of_4_5),
		cmocka_unit_test(theme_color__unknown_ground__readable_on_both),
		cmocka_unit_test(theme_color__colors__numbers_that_the_terminal_has),
		cmocka_unit_test(ground_of__colorfgbg__the_last_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
