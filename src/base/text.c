/* SPDX-License-Identifier: MIT */
#include "keyturn/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "text_tables.h"

size_t text_decode(const char *text, size_t len, uint32_t *point)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *bytes = (const unsigned char *)text;
	size_t count = bytes[0] < 0x80 ? 1
		: bytes[0] < 0xc2      ? 0
		: bytes[0] < 0xe0      ? 2
		: bytes[0] < 0xf0      ? 3
		: bytes[0] < 0xf5      ? 4
				       : 0;

	*point = 0xfffd;
	if (count == 0 || count > len) {
		return 1;
	}
	uint32_t value = count == 1 ? bytes[0] : bytes[0] & (0xffu >> (count + 1));
	for (size_t i = 1; i < count; i++) {
		if ((bytes[i] & 0xc0) != 0x80) {
			return 1;
		}
		value = value << 6 | (bytes[i] & 0x3f);
	}
	if (value < least[count] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
		return 1;
	}
	*point = value;
	return count;
}

size_t text_encode(uint32_t point, char out[4])
{
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xc0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3f));
		return 2;
	}
	if (point < 0x10000) {
		out[0] = (char)(0xe0 | point >> 12);
		out[1] = (char)(0x80 | (point >> 6 & 0x3f));
		out[2] = (char)(0x80 | (point & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | point >> 18);
	out[1] = (char)(0x80 | (point >> 12 & 0x3f));
	out[2] = (char)(0x80 | (point >> 6 & 0x3f));
	out[3] = (char)(0x80 | (point & 0x3f));
	return 4;
}

static bool in_ranges(const struct range *ranges, size_t count, uint32_t point)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (point > ranges[middle].last) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < count && point >= ranges[low].first;
}

#define IN(ranges, point) in_ranges(ranges, sizeof(ranges) / sizeof(*(ranges)), point)

int text_point_width(uint32_t point)
{
	if (point >= 0x20 && point < 0x7f) {
		return 1;
	}
	if (IN(unshown, point)) {
		return -1;
	}
	if (IN(combining, point)) {
		return 0;
	}
	return IN(wide, point) ? 2 : 1;
}

#undef IN

/* Writes what to show instead of `point`; returns its length. */
static size_t shown_form(uint32_t point, char out[4])
{
	if (point < 0x20 || point == 0x7f) {
		out[0] = '^';
		out[1] = (char)(point ^ 0x40);
		return 2;
	}
	if (text_point_width(point) < 0) {
		out[0] = '?';
		return 1;
	}
	return text_encode(point, out);
}

size_t text_clean(char *out, size_t size, const char *text, size_t len)
{
	size_t used = 0;
	int marks = 0;

	for (size_t at = 0; at < len;) {
		uint32_t point;
		char form[4];
		at += text_decode(text + at, len - at, &point);
		marks = text_point_width(point) == 0 ? marks + 1 : 0;
		if (marks > 2 || (marks > 0 && used == 0)) {
			continue;
		}
		size_t count = shown_form(point, form);
		if (used + count >= size) {
			break;
		}
		memcpy(out + used, form, count);
		used += count;
	}
	out[used] = '\0';
	return used;
}

size_t text_fit(const char *text, int cells)
{
	size_t len = strlen(text), at = 0;

	while (at < len) {
		uint32_t point;
		size_t count = text_decode(text + at, len - at, &point);
		int width = text_point_width(point);
		cells -= width < 0 ? 1 : width;
		if (cells < 0) {
			break;
		}
		at += count;
	}
	return at;
}

int text_width(const char *text)
{
	size_t len = strlen(text);
	int cells = 0;

	for (size_t at = 0; at < len;) {
		uint32_t point;
		at += text_decode(text + at, len - at, &point);
		int width = text_point_width(point);
		cells += width < 0 ? 1 : width;
	}
	return cells;
}

bool text_contains(const char *a, const char *b)
{
	return strcasestr(a, b) != NULL;
}
