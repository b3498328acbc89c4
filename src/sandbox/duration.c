/* SPDX-License-Identifier: MIT */
#include "duration.h"

#include <stdio.h>
#include <string.h>

static const int64_t longest = INT64_C(100) * 366 * 24 * 60 * 60;

/* In the order in which they may stand. */
static const struct unit {
	char letter;
	bool time; /* behind the T */
	int64_t seconds;
} units[] = {
	{'D', false, 24 * 60 * 60},
	{'H', true, 60 * 60},
	{'M', true, 60},
	{'S', true, 1},
};

enum { UNIT_COUNT = sizeof(units) / sizeof(units[0]) };

/* Digits, then perhaps a fraction, which is ignored. */
static bool read_number(const char **text, int64_t *number, bool *fraction)
{
	size_t digits = strspn(*text, "0123456789");

	*number = 0;
	*fraction = false;
	for (size_t i = 0; i < digits; i++) {
		*number = *number * 10 + ((*text)[i] - '0');
		if (*number > longest) {
			return false;
		}
	}
	*text += digits;
	if (digits > 0 && **text == '.') {
		*text += 1 + strspn(*text + 1, "0123456789");
		*fraction = true;
	}
	return digits > 0;
}

bool duration_parse(const char *text, int64_t *seconds)
{
	int64_t total = 0, number;
	size_t next = 0;
	bool time = false, fraction;

	if (*text++ != 'P' || *text == '\0') {
		return false;
	}
	while (*text != '\0') {
		if (*text == 'T' && !time) {
			time = true;
			text++;
		}
		if (!read_number(&text, &number, &fraction)) {
			return false;
		}
		while (next < UNIT_COUNT &&
			(units[next].letter != *text || units[next].time != time)) {
			next++;
		}
		if (next == UNIT_COUNT || (fraction && *text != 'S')) {
			return false;
		}
		total += number * units[next++].seconds;
		text++;
		if (total > longest) {
			return false;
		}
	}
	*seconds = total;
	return true;
}

char *duration_text(int64_t seconds, char out[DURATION_MAX])
{
	size_t len = (size_t)snprintf(out, DURATION_MAX, "P");
	bool time = false;

	for (size_t i = 0; i < UNIT_COUNT; i++) {
		int64_t number = seconds / units[i].seconds;

		seconds %= units[i].seconds;
		if (number > 0) {
			len += (size_t)snprintf(out + len, DURATION_MAX - len, "%s%lld%c",
				units[i].time && !time ? "T" : "", (long long)number,
				units[i].letter);
			time |= units[i].time;
		}
	}
	if (len == 1) {
		snprintf(out, DURATION_MAX, "PT0S");
	}
	return out;
}
