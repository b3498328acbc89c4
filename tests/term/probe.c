/* SPDX-License-Identifier: MIT
 * A small program on the terminal layer alone, for test_term.c to drive: shows each key it gets on
 * a row of its own and does what some letters ask for. */
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "keyturn/memory.h"
#include "keyturn/secret.h"
#include "keyturn/term.h"
#include "secret_rows.h"

enum { FIRST_ROW = 4, HISTORY = 12, QR_COL = 39 };

struct probe {
	struct term *term;
	struct canvas canvas;
	struct secret *secret, *uri;
	bool shown, shown_qr, wide, no_cursor, repaint, quit;
	unsigned keys, draws, pastes, resizes, cuts, answers, noises;
	char history[HISTORY][48];
};

static void draw(struct probe *probe)
{
	struct canvas *canvas = &probe->canvas;
	int rows = 0, cols = 0;

	term_size(probe->term, &rows, &cols);
	canvas_finish(canvas);
	canvas_init(canvas, rows, cols, term_ascii(probe->term));
	canvas_textf(canvas, 0, 0, cols, STYLE_TITLE, "probe %dx%d draws %u", rows, cols,
		++probe->draws);
	canvas_textf(canvas, 1, 0, cols, STYLE_NORMAL,
		"keys %u pastes %u resizes %u cuts %u answers %u", probe->keys, probe->pastes,
		probe->resizes, probe->cuts, probe->answers);
	canvas_text(canvas, 2, 0, cols, STYLE_GOOD, term_copy_note());
	canvas_text(canvas, 3, 2, 40, STYLE_FOCUS, "********************************");
	for (int i = 0; i < HISTORY; i++) {
		canvas_text(canvas, FIRST_ROW + i, 0, cols, STYLE_BAD, probe->history[i]);
	}
	if (probe->wide) {
		canvas_text(canvas, 17, 0, cols, STYLE_HEADING, "w\u00e9\u6f22\u5b57e\u0301|");
	}
	if (probe->shown) {
		canvas_reveal(canvas, probe->secret, REVEAL_AS_TEXT, (struct box){3, 2, 1, 40});
	} else if (probe->shown_qr) {
		struct cells size = secret_rows_size(
			probe->uri, REVEAL_AS_QR, (struct cells){rows - 2, cols - QR_COL});
		canvas_reveal(canvas, probe->uri, REVEAL_AS_QR,
			(struct box){0, QR_COL, size.rows, size.cols});
	}
	if (!probe->no_cursor) {
		canvas_cursor(canvas, 1, 5);
	}
	term_draw(probe->term, canvas, probe->repaint);
	probe->repaint = false;
}

static void crash(void)
{
	volatile int *volatile nowhere = NULL;

	*nowhere = 1; /* NOLINT(clang-analyzer-core.NullDereference): it is meant to crash */
}

static void act(struct probe *probe, uint32_t code)
{
	switch (code) {
	case 's':
		probe->shown = !probe->shown;
		break;
	case 'o':
		probe->shown_qr = !probe->shown_qr;
		break;
	case 'c':
		term_copy(probe->term, probe->secret);
		break;
	case 'C':
		term_clear_clipboard(probe->term);
		break;
	case 'w':
		probe->wide = true;
		break;
	case 'n':
		probe->no_cursor = !probe->no_cursor;
		break;
	case 'X':
		crash();
		break;
	case 'A':
		abort();
	case 'M':
		memory_array((size_t)1 << 40, (size_t)1 << 20);
		break;
	case 'q':
		probe->quit = true;
		break;
	case KEYPRESS_CTRL_L:
		probe->repaint = true;
		break;
	case KEYPRESS_CTRL_Z:
		term_suspend(probe->term);
		break;
	default:
		break;
	}
}

static void take_key(struct probe *probe, const struct key *key)
{
	char *line = probe->history[probe->keys++ % HISTORY];

	snprintf(line, sizeof(probe->history[0]), "%u: %x%s%s %d,%d.", probe->keys,
		(unsigned)key->code, key->pasted ? " pasted" : "", key->burst ? " burst" : "",
		key->row, key->col);
	if (!key->pasted) {
		act(probe, key->code);
	}
}

static void take_input(struct probe *probe)
{
	struct key key;

	for (;;) {
		switch (term_read(probe->term, &key)) {
		case TERM_KEY:
			take_key(probe, &key);
			break;
		case TERM_PASTE_END:
			probe->pastes++;
			break;
		case TERM_PASTE_CUT:
			probe->cuts++;
			break;
		case TERM_ANSWER_CUT:
			probe->answers++;
			break;
		case TERM_NOISE:
			probe->noises++;
			break;
		case TERM_FOCUS_LOST:
			probe->shown = false;
			break;
		case TERM_NOTHING:
			return;
		case TERM_GONE:
			probe->quit = true;
			return;
		}
	}
}

static int watch_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGWINCH);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static void take_signal(struct probe *probe, int fd)
{
	struct signalfd_siginfo info;

	if (read(fd, &info, sizeof(info)) != sizeof(info)) {
		return;
	}
	if (info.ssi_signo == SIGWINCH) {
		probe->resizes += term_resize(probe->term) ? 1 : 0;
	} else {
		probe->quit = true;
	}
}

static void run(struct probe *probe, int signals)
{
	struct pollfd polled[2] = {
		{.fd = term_fd(probe->term), .events = POLLIN}, {.fd = signals, .events = POLLIN}};

	while (!probe->quit) {
		draw(probe);
		polled[0].events = term_flush(probe->term) ? POLLIN : POLLIN | POLLOUT;
		poll(polled, 2, term_wait(probe->term));
		take_input(probe);
		if (polled[1].revents != 0) {
			take_signal(probe, signals);
		}
	}
}

/* Put together at run time, so that the whole key is not part of the program. */
static struct secret *make_key(void)
{
	static const char *const volatile halves[] = {"0123456789abcdef", "0123456789ABCDEF"};
	char key[33];

	snprintf(key, sizeof(key), "%s%s", halves[0], halves[1]);
	return secret_take(key, sizeof(key) - 1);
}

static struct secret *make_uri(void)
{
	static const char *const volatile parts[] = {"otpauth://totp/Rackspace:my%20phone?secret=",
		"GEZDGNBVGY3TQOJQ", "MFZWIZTHNBVGY2DQ", "&issuer=Rackspace"};
	char uri[128];

	snprintf(uri, sizeof(uri), "%s%s%s%s", parts[0], parts[1], parts[2], parts[3]);
	return secret_take(uri, strlen(uri));
}

int main(int argc, char **argv)
{
	struct error error = {0};
	struct probe probe = {0};
	struct term_options options = {.color = getenv("NO_COLOR") == NULL};
	char message[512];

	setlocale(LC_CTYPE, "");
	for (int i = 1; i < argc; i++) {
		options.mouse = options.mouse || strcmp(argv[i], "--mouse") == 0;
		options.ascii = options.ascii || strcmp(argv[i], "--ascii") == 0;
		if (strncmp(argv[i], "--theme=", 8) == 0) {
			options.theme = argv[i] + 8;
		}
	}
	int signals = watch_signals();
	probe.term = secret_start(&error) && term_usable(&error) ? term_open(&options, &error)
								 : NULL;
	if (probe.term == NULL) {
		printf("%s\n", error_message(&error, message, sizeof(message)));
		return 1;
	}
	probe.secret = make_key();
	probe.uri = make_uri();
	run(&probe, signals);
	term_close(probe.term);
	canvas_finish(&probe.canvas);
	secret_unlink(probe.secret);
	secret_unlink(probe.uri);
	printf("left\n");
	return 0;
}
