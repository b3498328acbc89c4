/* SPDX-License-Identifier: MIT */
#include "term_output.h"

#include <curses.h>
#include <string.h>
#include <term.h> /* has a "struct term" of its own, so ours stays out of this file */

enum term_description term_described(int fd)
{
	int found = 0;

	if (setupterm(NULL, fd, &found) == ERR) {
		return TERM_UNKNOWN;
	}
	bool usable = cursor_address != NULL && clear_screen != NULL && !hard_copy;
	del_curterm(cur_term);
	return usable ? TERM_USABLE : TERM_POOR;
}

const char *term_capability(const char *name)
{
	const char *value = tigetstr(name);

	return value == (const char *)-1 ? NULL : value;
}

void term_output_string(struct buffer *buffer, const char *capability)
{
	const char *from = capability;

	while (from != NULL && *from != '\0') {
		const char *delay = strstr(from, "$<");
		const char *end = delay == NULL ? NULL : strchr(delay, '>');
		size_t len = end == NULL ? strlen(from) : (size_t)(delay - from);
		buffer_append(buffer, from, len);
		from = end == NULL ? NULL : end + 1;
	}
}

void term_output_move(struct buffer *buffer, int row, int col)
{
	term_output_string(buffer, tiparm(cursor_address, row, col));
}

void term_output_region(struct buffer *buffer, int rows)
{
	if (change_scroll_region != NULL) {
		term_output_string(buffer, tiparm(change_scroll_region, 0, rows - 1));
	}
}
