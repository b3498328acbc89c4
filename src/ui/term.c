/* SPDX-License-Identifier: MIT */
#include "keyturn/term.h"

#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "term_crash.h"
#include "term_output.h"
#include "term_private.h"

enum {
	ESCAPE_MS = 50,
	ESCAPE_MS_MAX = 5000,
	STUCK_MS = 2000, /* a line that takes nothing for so long is taken for dead */
};

/* ---- opening ---- */

bool term_usable(struct error *error)
{
	const char *name = getenv("TERM");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		return error_set(error, ERROR_TERMINAL, "input and output are not both a terminal");
	}
	if (name == NULL || name[0] == '\0') {
		return error_set(error, ERROR_TERMINAL, "TERM is not set");
	}
	switch (term_described(STDOUT_FILENO)) {
	case TERM_USABLE:
		return true;
	case TERM_UNKNOWN:
		return error_set(error, ERROR_TERMINAL,
			"TERM '%s' is not known here; try TERM=xterm-256color keyturn", name);
	case TERM_POOR:
		break;
	}
	return error_set(error, ERROR_TERMINAL, "TERM '%s' cannot place the cursor", name);
}

static void on_nothing(int number)
{
	(void)number;
}

/* newterm() with curses' own signal handlers kept out: it installs them only over defaults. */
static SCREEN *new_screen(FILE *pictures)
{
	static const int taken[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
	enum { TAKEN = sizeof(taken) / sizeof(taken[0]) };
	struct sigaction nothing = {.sa_handler = on_nothing, .sa_flags = SA_RESTART};
	struct sigaction before[TAKEN];

	for (size_t i = 0; i < TAKEN; i++) {
		sigaction(taken[i], &nothing, &before[i]);
	}
	SCREEN *screen = newterm(NULL, pictures, stdin);
	for (size_t i = 0; i < TAKEN; i++) {
		sigaction(taken[i], &before[i], NULL);
	}
	return screen;
}

/* Ctrl-C and Ctrl-Z are keys, Ctrl-\ stays the way out of a program that hangs. Ctrl-S must not
 * freeze the screen, and nobody but curses turns a line feed into something else. */
static struct termios our_settings(const struct termios *found)
{
	struct termios ours = *found;

	ours.c_iflag &= (tcflag_t) ~(IXON | ICRNL | INLCR | IGNCR | ISTRIP);
	ours.c_oflag &= (tcflag_t)~OPOST;
	ours.c_lflag &= (tcflag_t) ~(ICANON | ECHO | IEXTEN);
	ours.c_cc[VINTR] = _POSIX_VDISABLE;
	ours.c_cc[VSUSP] = _POSIX_VDISABLE;
	ours.c_cc[VMIN] = 1;
	ours.c_cc[VTIME] = 0;
	return ours;
}

static int escape_ms(void)
{
	const char *text = getenv("ESCDELAY");
	char *end = NULL;
	long value = text == NULL ? 0 : strtol(text, &end, 10);

	return value > 0 && value <= ESCAPE_MS_MAX && *end == '\0' ? (int)value : ESCAPE_MS;
}

static void name_keys(struct key_decoder *decoder)
{
	static const struct {
		const char *capability;
		uint32_t code;
	} keys[] = {
		{"kcuu1", KEYPRESS_UP},
		{"kcud1", KEYPRESS_DOWN},
		{"kcub1", KEYPRESS_LEFT},
		{"kcuf1", KEYPRESS_RIGHT},
		{"khome", KEYPRESS_HOME},
		{"kend", KEYPRESS_END},
		{"kpp", KEYPRESS_PAGE_UP},
		{"knp", KEYPRESS_PAGE_DOWN},
		{"kdch1", KEYPRESS_DELETE},
		{"kcbt", KEYPRESS_BACK_TAB},
		{"kent", KEYPRESS_ENTER},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		key_decoder_name(decoder, term_capability(keys[i].capability), keys[i].code);
	}
	for (unsigned n = 1; n <= 10; n++) {
		char capability[8];
		snprintf(capability, sizeof(capability), "kf%u", n);
		key_decoder_name(decoder, term_capability(capability), KEYPRESS_F1 + n - 1);
	}
}

/* The line first: in the background that stops the process before it writes a byte. */
static void take(struct term *term)
{
	tcsetattr(term->line.fd, TCSANOW, &term->ours);
	term_line_take(&term->line);
	term_modes_set(term, true);
	keypad(stdscr, TRUE); /* given back, curses forgets it */
	term_size_read(term);
	term->damaged = true;
	term->entering = true;
}

static void start(struct term *term, const struct term_options *options)
{
	const char *name = getenv("TERM");
	const char *codeset = nl_langinfo(CODESET);
	bool utf8 = strcmp(codeset, "UTF-8") == 0;

	/* In the C locale the terminal still sends UTF-8 more often than anything else. */
	key_decoder_init(&term->keys, utf8 || strcmp(codeset, "ANSI_X3.4-1968") == 0, escape_ms());
	name_keys(&term->keys);
	term->ascii = options->ascii || !utf8;
	term->xterm = term_modes_known(name);
	term->mouse = options->mouse && term_capability("kmous") != NULL;
	term->clipboard = term_clipboard_kind(name);
	term->cursor_shown = -1;
	theme_apply(theme_find(options->theme), options->color, term->looks);
	term->paper = theme_paper(theme_find(options->theme), options->color);
	typeahead(-1); /* an update is never broken off by a key */
	term_modes_arm_crash(term);
	take(term);
}

struct term *term_open(const struct term_options *options, struct error *error)
{
	char names[128];

	if (theme_find(options->theme) == NULL) {
		error_set(error, ERROR_USAGE, "no theme '%s'; there are %s", options->theme,
			theme_names(names, sizeof(names)));
		return NULL;
	}
	struct term *term = memory_alloc(sizeof(*term));
	if (!term_line_open(&term->line, error)) {
		free(term);
		return NULL;
	}
	tcgetattr(term->line.fd, &term->found);
	term->ours = our_settings(&term->found);
	term_size_lend(term);
	term->screen = new_screen(term->line.pictures);
	term_size_take_back(term);
	if (term->screen == NULL) {
		term_line_close(&term->line);
		free(term);
		error_set(error, ERROR_TERMINAL, "curses cannot use it");
		return NULL;
	}
	start(term, options);
	return term;
}

/* ---- giving it back ---- */

/* Where there is no alternate screen, or not all see it as one, nothing of ours is to stay. */
static void give(struct term *term)
{
	term_reveal_blank(term);
	term_resize(term); /* so that all of it is cleared, and scrolls again */
	erase();
	clearok(curscr, TRUE);
	move(0, 0);
	refresh();
	term_reveal_gone(term);
	endwin();
	term_line_collect(&term->line);
	term_modes_set(term, false);
	term_line_drain(&term->line, STUCK_MS);
	tcsetattr(term->line.fd, TCSANOW, &term->found);
	term_line_give(&term->line);
}

void term_close(struct term *term)
{
	if (term == NULL) {
		return;
	}
	give(term);
	term_crash_disarm();
	delscreen(term->screen);
	term_line_close(&term->line);
	key_decoder_finish(&term->keys);
	memory_wipe(term, sizeof(*term));
	free(term);
}

/* As the terminal's driver does on Ctrl-Z: the whole job stops, at once. The main thread gets its
 * signal before kill() returns, so the handler of others' SIGTSTP is not put back too early. */
void term_suspend(struct term *term)
{
	struct sigaction standard = {.sa_handler = SIG_DFL};
	struct sigaction before;

	give(term);
	sigaction(SIGTSTP, &standard, &before);
	kill(0, SIGTSTP);
	sigaction(SIGTSTP, &before, NULL);
	take(term);
}

void term_resume(struct term *term)
{
	endwin(); /* so that curses enters again */
	take(term);
}

int term_fd(const struct term *term)
{
	return term->line.fd;
}

void term_size(const struct term *term, int *rows, int *cols)
{
	*rows = term->rows;
	*cols = term->cols;
}

bool term_ascii(const struct term *term)
{
	return term->ascii;
}

bool term_mouse(const struct term *term)
{
	return term->mouse;
}

/* ---- input ---- */

int term_wait(const struct term *term)
{
	int wait = key_decoder_wait(&term->keys);
	int64_t left = term->last_byte + wait - clock_monotonic();

	return wait < 0 ? -1 : left > 0 ? (int)left : 0;
}

/* False when the terminal is gone. */
static bool refill(struct term *term)
{
	char bytes[KEY_DECODER_CHUNK];
	ssize_t got;

	do {
		got = read(term->line.fd, bytes, sizeof(bytes));
	} while (got < 0 && errno == EINTR);
	if (got > 0) {
		term->last_byte = clock_monotonic();
		key_decoder_feed(&term->keys, bytes, (size_t)got);
		memory_wipe(bytes, sizeof(bytes));
		return true;
	}
	if (got == 0 || errno != EAGAIN) {
		return false;
	}
	term->keys.filled = false;
	if (term_wait(term) == 0) {
		key_decoder_expire(&term->keys);
	}
	return true;
}

enum term_input term_read(struct term *term, struct key *key)
{
	enum term_input kind = key_decoder_next(&term->keys, key);

	if (kind == TERM_NOTHING) {
		if (!refill(term)) {
			return TERM_GONE;
		}
		kind = key_decoder_next(&term->keys, key);
	}
	return kind;
}

/* ---- output ---- */

bool term_flush(struct term *term)
{
	bool sent = term_line_flush(&term->line);

	if (!sent) {
		term_reveal_forget(term);
	}
	return sent;
}
