/* SPDX-License-Identifier: MIT
 * The modes that are asked for beyond what curses does: pastes and the focus told, the mouse. */
#include <string.h>

#include "keyturn/buffer.h"
#include "term_crash.h"
#include "term_output.h"
#include "term_private.h"

/* Pastes and the focus are harmless to ask for where control sequences are read as xterm does. */
bool term_modes_known(const char *name)
{
	static const char *const families[] = {"xterm", "tmux", "screen", "rxvt", "foot", "kitty",
		"alacritty", "konsole", "vte", "gnome", "wezterm", "st-", "putty", "mintty"};

	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		if (strncmp(name, families[i], strlen(families[i])) == 0) {
			return true;
		}
	}
	return term_capability("BE") != NULL;
}

static void append_modes(const struct term *term, struct buffer *out, bool on)
{
	if (term->xterm) {
		buffer_append_text(out, on ? "\033[?2004h\033[?1004h" : "\033[?1004l\033[?2004l");
	}
	if (term->mouse) {
		buffer_append_text(out, on ? "\033[?1000h\033[?1006h" : "\033[?1006l\033[?1000l");
	}
}

void term_modes_set(struct term *term, bool on)
{
	struct buffer out;

	buffer_init(&out, TERM_OUTPUT_MAX);
	append_modes(term, &out, on);
	term_line_append(&term->line, buffer_text(&out), out.len);
	buffer_finish(&out);
}

void term_modes_arm_crash(const struct term *term)
{
	struct buffer out;

	buffer_init(&out, TERM_OUTPUT_MAX);
	term_output_string(&out, term_capability("sgr0"));
	term_output_string(&out, term_capability("clear"));
	append_modes(term, &out, false);
	term_output_string(&out, term_capability("rmkx"));
	term_output_string(&out, term_capability("cnorm"));
	term_output_string(&out, term_capability("rmcup"));
	term_crash_arm(term->line.fd, buffer_text(&out), out.len, &term->found);
	buffer_finish(&out);
}
