/* SPDX-License-Identifier: MIT */
#include "terminal.h"
#include "terminal_private.h"

#include <stdlib.h>
#include <string.h>

static void set_mode(struct modes *modes, int number, bool on)
{
	int i = 0;

	while (i < modes->count && modes->list[i].number != number) {
		i++;
	}
	if (i == MODES_MAX) {
		abort();
	}
	modes->list[i].number = number;
	modes->list[i].on = on;
	modes->list[i].ever = modes->list[i].ever || on;
	if (i == modes->count) {
		modes->count++;
	}
}

static void private_modes(struct modes *modes, const char *at, bool on)
{
	char *end;

	for (long number = strtol(at, &end, 10); end != at; number = strtol(at, &end, 10)) {
		set_mode(modes, (int)number, on);
		at = *end == ';' ? end + 1 : end;
	}
}

static bool is_colour(long number)
{
	return (number >= 30 && number <= 38) || (number >= 40 && number <= 48) ||
		(number >= 90 && number <= 107);
}

static void attributes(struct modes *modes, const char *at)
{
	char *end;

	for (;;) {
		long number = strtol(at, &end, 10);
		if (number >= 0 && number < SGR_COUNT) {
			modes->sgr[number] = true;
		}
		modes->colour = modes->colour || is_colour(number);
		/* What follows 38 and 48 names the colour. */
		if (*end != ';' || number == 38 || number == 48) {
			return;
		}
		at = end + 1;
	}
}

static void reset(struct modes *modes)
{
	for (int i = 0; i < modes->count; i++) {
		modes->list[i].on = false;
	}
}

static void finish_control(struct modes *modes, char final)
{
	modes->sequence[modes->len] = '\0';
	if (modes->sequence[0] == '?' && (final == 'h' || final == 'l')) {
		private_modes(modes, modes->sequence + 1, final == 'h');
	} else if (final == 'm' && strspn(modes->sequence, "0123456789;:") == modes->len) {
		attributes(modes, modes->sequence);
	}
	modes->state = MODES_TEXT;
}

static void feed_byte(struct modes *modes, char byte)
{
	switch (modes->state) {
	case MODES_TEXT:
		break;
	case MODES_ESCAPE:
		modes->state = byte == '[' ? MODES_CONTROL : MODES_TEXT;
		modes->len = 0;
		if (byte == 'c') {
			reset(modes);
		}
		break;
	case MODES_CONTROL:
		if (byte >= 0x40 && byte <= 0x7e) {
			finish_control(modes, byte);
		} else if (modes->len < SEQUENCE_MAX - 1) {
			modes->sequence[modes->len++] = byte;
		}
		break;
	}
	if (byte == '\033') {
		modes->state = MODES_ESCAPE;
	}
}

void modes_feed(struct modes *modes, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		feed_byte(modes, bytes[i]);
	}
}

static int find(const struct modes *modes, int number)
{
	for (int i = 0; i < modes->count; i++) {
		if (modes->list[i].number == number) {
			return i;
		}
	}
	return -1;
}

bool terminal_mode(const struct terminal *terminal, int mode)
{
	int i = find(&terminal->modes, mode);

	return i >= 0 && terminal->modes.list[i].on;
}

bool terminal_mode_was_set(const struct terminal *terminal, int mode)
{
	int i = find(&terminal->modes, mode);

	return i >= 0 && terminal->modes.list[i].ever;
}

bool terminal_mouse(const struct terminal *terminal)
{
	return terminal_mode(terminal, 9) || terminal_mode(terminal, 1000) ||
		terminal_mode(terminal, 1002) || terminal_mode(terminal, 1003);
}

bool terminal_used_colour(const struct terminal *terminal)
{
	return terminal->modes.colour;
}

bool terminal_used_sgr(const struct terminal *terminal, int parameter)
{
	return parameter >= 0 && parameter < SGR_COUNT && terminal->modes.sgr[parameter];
}
