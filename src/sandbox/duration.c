/* SPDX-License-Identifier: MIT */
#include "duration.h"

#include <stdbool.h>
#include <stdio.h>

/* The largest first. */
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
