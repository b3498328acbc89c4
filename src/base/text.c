/* SPDX-License-Identifier: MIT */
#include "keyturn/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

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

struct range {
	uint32_t first, last;
};

/* Code points a terminal could act on, hide, or reorder text with. */
static const struct range unshown[] = {
	{0x0000, 0x001f},
	{0x007f, 0x009f},
	{0x00ad, 0x00ad},
	{0x061c, 0x061c},
	{0x115f, 0x1160},
	{0x180e, 0x180e},
	{0x200b, 0x200f},
	{0x2028, 0x202e},
	{0x2060, 0x206f},
	{0x3164, 0x3164},
	{0xd800, 0xf8ff},
	{0xfdd0, 0xfdef},
	{0xfe00, 0xfe0f},
	{0xfeff, 0xfeff},
	{0xffa0, 0xffa0},
	{0xfff0, 0xfffb},
	{0xfffe, 0xffff},
	{0x1d173, 0x1d17a},
	{0x1fffe, 0x1ffff},
	{0x2fffe, 0x2ffff},
	{0x3fffe, 0x3ffff},
	{0xe0000, 0x10ffff},
};

static const struct range combining[] = {
	{0x0300, 0x036f},
	{0x0483, 0x0489},
	{0x0591, 0x05bd},
	{0x05bf, 0x05bf},
	{0x05c1, 0x05c2},
	{0x05c4, 0x05c5},
	{0x0610, 0x061a},
	{0x064b, 0x065f},
	{0x0670, 0x0670},
	{0x06d6, 0x06dc},
	{0x06df, 0x06e4},
	{0x06e7, 0x06e8},
	{0x06ea, 0x06ed},
	{0x0900, 0x0902},
	{0x093c, 0x093c},
	{0x0941, 0x0948},
	{0x094d, 0x094d},
	{0x0e31, 0x0e31},
	{0x0e34, 0x0e3a},
	{0x0e47, 0x0e4e},
	{0x1ab0, 0x1aff},
	{0x1dc0, 0x1dff},
	{0x20d0, 0x20ff},
	{0x302a, 0x302d},
	{0x3099, 0x309a},
	{0xfe20, 0xfe2f},
};

static const struct range wide[] = {
	{0x1100, 0x115e},
	{0x231a, 0x231b},
	{0x2329, 0x232a},
	{0x23e9, 0x23ec},
	{0x23f0, 0x23f0},
	{0x23f3, 0x23f3},
	{0x25fd, 0x25fe},
	{0x2614, 0x2615},
	{0x2648, 0x2653},
	{0x267f, 0x267f},
	{0x2693, 0x2693},
	{0x26a1, 0x26a1},
	{0x26aa, 0x26ab},
	{0x26bd, 0x26be},
	{0x26c4, 0x26c5},
	{0x26ce, 0x26ce},
	{0x26d4, 0x26d4},
	{0x26ea, 0x26ea},
	{0x26f2, 0x26f3},
	{0x26f5, 0x26f5},
	{0x26fa, 0x26fa},
	{0x26fd, 0x26fd},
	{0x2705, 0x2705},
	{0x270a, 0x270b},
	{0x2728, 0x2728},
	{0x274c, 0x274c},
	{0x274e, 0x274e},
	{0x2753, 0x2755},
	{0x2757, 0x2757},
	{0x2795, 0x2797},
	{0x27b0, 0x27b0},
	{0x27bf, 0x27bf},
	{0x2b1b, 0x2b1c},
	{0x2b50, 0x2b50},
	{0x2b55, 0x2b55},
	{0x2e80, 0x3029},
	{0x302e, 0x303e},
	{0x3041, 0x3098},
	{0x309b, 0x3163},
	{0x3165, 0x4dbf},
	{0x4e00, 0xa4cf},
	{0xa960, 0xa97c},
	{0xac00, 0xd7a3},
	{0xf900, 0xfaff},
	{0xfe10, 0xfe19},
	{0xfe30, 0xfe6f},
	{0xff01, 0xff60},
	{0xffe0, 0xffe6},
	{0x16fe0, 0x18cff},
	{0x1b000, 0x1b2ff},
	{0x1f004, 0x1f004},
	{0x1f0cf, 0x1f0cf},
	{0x1f18e, 0x1f18e},
	{0x1f191, 0x1f19a},
	{0x1f200, 0x1f320},
	{0x1f32d, 0x1f335},
	{0x1f337, 0x1f37c},
	{0x1f37e, 0x1f393},
	{0x1f3a0, 0x1f3ca},
	{0x1f3cf, 0x1f3d3},
	{0x1f3e0, 0x1f3f0},
	{0x1f3f4, 0x1f3f4},
	{0x1f3f8, 0x1f43e},
	{0x1f440, 0x1f440},
	{0x1f442, 0x1f4fc},
	{0x1f4ff, 0x1f53d},
	{0x1f54b, 0x1f54e},
	{0x1f550, 0x1f567},
	{0x1f57a, 0x1f57a},
	{0x1f595, 0x1f596},
	{0x1f5a4, 0x1f5a4},
	{0x1f5fb, 0x1f64f},
	{0x1f680, 0x1f6c5},
	{0x1f6cc, 0x1f6cc},
	{0x1f6d0, 0x1f6d2},
	{0x1f6d5, 0x1f6d7},
	{0x1f6dd, 0x1f6df},
	{0x1f6eb, 0x1f6ec},
	{0x1f6f4, 0x1f6fc},
	{0x1f7e0, 0x1f7eb},
	{0x1f90c, 0x1f93a},
	{0x1f93c, 0x1f945},
	{0x1f947, 0x1f9ff},
	{0x1fa70, 0x1faff},
	{0x20000, 0x2fffd},
	{0x30000, 0x3fffd},
};

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

/* What stands for `point` on the screen; returns its length. */
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
