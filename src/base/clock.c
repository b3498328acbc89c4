/* SPDX-License-Identifier: MIT */
#include "keyturn/clock.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t clock_monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_wall(void)
{
	return (int64_t)time(NULL);
}

/* Reads the time zone at `text` as seconds east of Greenwich. */
static bool parse_zone(const char *text, int *east)
{
	int hours, minutes, end = 0;

	*east = 0;
	if (strcmp(text, "Z") == 0 || text[0] == '\0') {
		return true;
	}
	if ((text[0] != '+' && text[0] != '-') ||
		sscanf(text + 1, "%2d:%2d%n", &hours, &minutes, &end) != 2 ||
		text[1 + end] != '\0' || hours < 0 || hours > 14 || minutes < 0 || minutes > 59) {
		return false;
	}
	*east = (hours * 60 + minutes) * (text[0] == '-' ? -60 : 60);
	return true;
}

bool clock_parse(const char *text, int64_t *seconds)
{
	struct tm tm = {0};
	int east;
	char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);

	if (rest == NULL) {
		return false;
	}
	if (*rest == '.') {
		rest++;
		while (isdigit((unsigned char)*rest)) {
			rest++;
		}
	}
	if (!parse_zone(rest, &east)) {
		return false;
	}
	*seconds = (int64_t)timegm(&tm) - east;
	return true;
}

/* Adds "6H30M5S" as far as it is one, its units in this order, and returns where that ends. */
static const char *add_units(const char *text, const char *units, int64_t *seconds)
{
	while (isdigit((unsigned char)*text)) {
		char *end;
		long long number = strtoll(text, &end, 10);
		size_t fraction = *end == '.' ? 1 + strspn(end + 1, "0123456789") : 0;
		const char *unit = end[fraction] == '\0' ? NULL : strchr(units, end[fraction]);
		if (unit == NULL || number > CLOCK_DURATION_MAX || (fraction > 0 && *unit != 'S')) {
			break;
		}
		units = unit + 1;
		*seconds += number *
			(*unit == 'D'                  ? 86400
					: *unit == 'H' ? 3600
					: *unit == 'M' ? 60
						       : 1);
		text = end + fraction + 1;
	}
	return text;
}

bool clock_parse_duration(const char *text, int64_t *seconds)
{
	int64_t sum = 0;

	if (*text != 'P' || text[strlen(text) - 1] == 'P' || text[strlen(text) - 1] == 'T') {
		return false;
	}
	text = add_units(text + 1, "D", &sum);
	if (*text == 'T') {
		text = add_units(text + 1, "HMS", &sum);
	}
	if (*text != '\0' || sum > CLOCK_DURATION_MAX) {
		return false;
	}
	*seconds = sum;
	return true;
}

static char *format(int64_t seconds, const char *form, char *out, size_t size)
{
	time_t time = (time_t)seconds;
	struct tm tm;

	if (gmtime_r(&time, &tm) == NULL || strftime(out, size, form, &tm) == 0) {
		snprintf(out, size, "%" PRId64, seconds);
	}
	return out;
}

char *clock_date(int64_t seconds, char *out, size_t size)
{
	return format(seconds, "%Y-%m-%d", out, size);
}

char *clock_minute(int64_t seconds, char *out, size_t size)
{
	return format(seconds, "%Y-%m-%d %H:%M UTC", out, size);
}

char *clock_stamp(int64_t seconds, char *out, size_t size)
{
	return format(seconds, "%Y-%m-%dT%H:%M:%SZ", out, size);
}

char *clock_span(int64_t seconds, char *out, size_t size)
{
	static const struct {
		int64_t seconds;
		const char *name;
	} units[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		int64_t count = seconds / units[i].seconds;
		if (count > 0) {
			snprintf(out, size, "%" PRId64 " %s%s", count, units[i].name,
				count == 1 ? "" : "s");
			return out;
		}
	}
	snprintf(out, size, "%" PRId64 " s", seconds < 0 ? 0 : seconds);
	return out;
}

char *clock_limit(int64_t seconds, char *out, size_t size)
{
	if (seconds % 60 != 0) {
		snprintf(out, size, "%" PRId64 " s", seconds);
	} else {
		snprintf(out, size, "%" PRId64 " minute%s", seconds / 60, seconds == 60 ? "" : "s");
	}
	return out;
}

char *clock_ago(int64_t then, int64_t now, char *out, size_t size)
{
	char span[32];

	if (then > now) {
		snprintf(out, size, "in the future");
	} else if (now - then < 60) {
		snprintf(out, size, "just now");
	} else {
		snprintf(out, size, "%s ago", clock_span(now - then, span, sizeof(span)));
	}
	return out;
}
