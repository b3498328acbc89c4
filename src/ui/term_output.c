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

/* Of 256 colours the cube's, as people change the first sixteen; where colours are direct, by their red, green
 * and blue. */
static int white(void)
{
	return max_colors > 256     ? 0xffffff
		: max_colors == 256 ? 231
		: max_colors >= 16  ? 15
				    : COLOR_WHITE;
}

static int black(void)
{
	return max_colors == 256 ? 16 : COLOR_BLACK;
}

void term_output_black_on_white(struct buffer *buffer, enum paper paper)
{
	if (paper == PAPER_COLORS && set_a_foreground != NULL && set_a_background != NULL) {
		term_output_string(buffer, tiparm(set_a_foreground, black()));
		term_output_string(buffer, tiparm(set_a_background, white()));
	} else if (paper != PAPER_AS_IS) {
		term_output_string(buffer, enter_reverse_mode);
	}
}

void term_output_plain(struct buffer *buffer)
{
	term_output_string(buffer, exit_attribute_mode);
}

void term_output_region(struct buffer *buffer, int rows)
{
	if (change_scroll_region != NULL) {
		term_output_string(buffer, tiparm(change_scroll_region, 0, rows - 1));
	}
}
