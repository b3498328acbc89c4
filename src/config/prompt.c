/* SPDX-License-Identifier: MIT
 * Nothing here waits but poll(), which a signal ends: also one that another thread took. */
#include "keyturn/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

#include "first_line.h"
#include "keyturn/credential_source.h"
#include "keyturn/memory.h"

static const int watched[] = {
	SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGALRM, SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT};

enum { WATCHED = sizeof(watched) / sizeof(watched[0]), STUCK_MS = 1000 };

/* Of the watched ones, the last that came, and what wakes poll() then. A handler has no other place. */
static volatile sig_atomic_t caught, waker = -1;

struct guard {
	struct sigaction actions[WATCHED];
};

static void on_signal(int number)
{
	const uint64_t one = 1;
	int reason = errno;

	caught = number;
	if (write(waker, &one, sizeof(one)) < 0) {
		errno = reason; /* poll() is awake already */
	}
}

static bool guard_set(struct guard *guard)
{
	struct sigaction action = {.sa_handler = on_signal};
	int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	if (event < 0) {
		return false;
	}
	waker = event;
	caught = 0;
	sigemptyset(&action.sa_mask);
	for (int i = 0; i < WATCHED; i++) {
		sigaction(watched[i], NULL, &guard->actions[i]);
		if (guard->actions[i].sa_handler != SIG_IGN) {
			sigaction(watched[i], &action, NULL);
		}
	}
	return true;
}

/* From here on the signals have their old meaning, and the one that was caught happens. */
static int guard_lift(const struct guard *guard)
{
	for (int i = 0; i < WATCHED; i++) {
		sigaction(watched[i], &guard->actions[i], NULL);
	}
	close(waker);
	waker = -1;
	int number = caught;
	if (number != 0) {
		raise(number);
	}
	return number;
}

/* After these the question is asked anew: a shell may have put echo back meanwhile. */
static bool asks_again(int number)
{
	return number == SIGTSTP || number == SIGTTIN || number == SIGTTOU || number == SIGCONT;
}

/* In the background the terminal is not ours to change: stop until we are brought forward. */
static bool in_foreground(int tty)
{
	if (tcgetpgrp(tty) != getpgrp()) {
		raise(SIGTTIN);
	}
	return tcgetpgrp(tty) == getpgrp();
}

/* ---- one line ---- */

struct line {
	const char *question;
	bool hidden;
	char data[CREDENTIAL_MAX + 2];
	size_t len;
};

/* False when a signal came. */
static bool wait_ready(int tty, short events, int timeout)
{
	struct pollfd polled[] = {{.fd = tty, .events = events}, {.fd = waker, .events = POLLIN}};

	while (caught == 0 && poll(polled, 2, timeout) < 0 && errno == EINTR) {
	}
	return caught == 0;
}

/* Until a line end, the end of input, or no room. False with `caught` set when a signal came, with it 0
 * when the terminal is gone. */
static bool read_line(int tty, struct line *line)
{
	line->len = 0;
	while (line->len < sizeof(line->data) && memchr(line->data, '\n', line->len) == NULL) {
		if (!wait_ready(tty, POLLIN, -1)) {
			return false;
		}
		ssize_t more = read(tty, line->data + line->len, sizeof(line->data) - line->len);
		if (more < 0 && errno != EINTR && errno != EAGAIN) {
			return false;
		}
		if (more == 0) {
			return true;
		}
		line->len += more > 0 ? (size_t)more : 0;
	}
	return true;
}

/* Without the terminal, or with one that takes nothing, there is nobody to tell. */
static void say(int tty, const char *text)
{
	size_t len = strlen(text);
	ssize_t written;

	while (len > 0 && wait_ready(tty, POLLOUT, STUCK_MS) &&
		(written = write(tty, text, len)) > 0) {
		text += written;
		len -= (size_t)written;
	}
}

/* A shell may have left its own settings, in which no line would ever end. */
static struct termios settings(const struct termios *before, bool hidden)
{
	struct termios wanted = *before;

	wanted.c_iflag |= ICRNL;
	wanted.c_iflag &= ~(tcflag_t)(IGNCR | INLCR);
	wanted.c_oflag |= OPOST | ONLCR;
	wanted.c_lflag |= ICANON | ISIG | ECHO | ECHOE | ECHOK;
	if (hidden) {
		wanted.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	}
	return wanted;
}

static bool ask_guarded(int tty, struct line *line, struct error *error)
{
	struct termios before;

	if (tcgetattr(tty, &before) != 0) {
		return error_set(error, ERROR_NO_CREDENTIAL, "the terminal cannot be asked on: %s",
			strerror(errno));
	}
	const struct termios wanted = settings(&before, line->hidden);
	if (tcsetattr(tty, TCSAFLUSH, &wanted) != 0) {
		return error_set(error, ERROR_NO_CREDENTIAL,
			"the terminal cannot be set up to ask on: %s", strerror(errno));
	}
	say(tty, line->question);
	bool ok = read_line(tty, line) ||
		error_set(error, ERROR_NO_CREDENTIAL, "the terminal went away");
	if (!ok || line->hidden) {
		say(tty, "\n");
	}
	tcsetattr(tty, TCSAFLUSH, &before);
	return ok;
}

/* Asks once; `*number` is the signal that came. */
static bool ask_once(int tty, struct line *line, int *number, struct error *error)
{
	struct guard guard;

	if (!guard_set(&guard)) {
		return error_set(error, ERROR_SYSTEM, "%s", strerror(errno));
	}
	bool ok = ask_guarded(tty, line, error);
	*number = guard_lift(&guard);
	return ok;
}

/* Reading and writing never block: somebody else may take the line that poll() saw. */
static int open_terminal(void)
{
	return open("/dev/tty", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
}

static bool ask(struct line *line, struct error *error)
{
	int number = 0;
	bool ok = false;
	int tty = open_terminal();

	if (tty < 0) {
		return error_set(error, ERROR_NO_CREDENTIAL, "there is no terminal to ask on");
	}
	do {
		number = 0;
		if (!in_foreground(tty)) {
			error_set(
				error, ERROR_NO_CREDENTIAL, "keyturn cannot ask in the background");
			break;
		}
		ok = ask_once(tty, line, &number, error);
	} while (!ok && asks_again(number));
	close(tty);
	if (!ok && number != 0) {
		error_set_text(error, ERROR_INTERRUPTED, 0, NULL);
	}
	return ok;
}

/* ---- */

bool prompt_possible(void)
{
	int tty = open_terminal();

	if (tty >= 0) {
		close(tty);
	}
	return tty >= 0;
}

struct secret *prompt_ask(const char *question, struct error *error)
{
	struct line line = {.question = question, .hidden = true};
	struct secret *secret = NULL;

	if (ask(&line, error)) {
		secret = first_line_secret(line.data, line.len, "the prompt", error);
	}
	memory_wipe(line.data, sizeof(line.data));
	return secret;
}

bool prompt_line(const char *question, char *text, size_t size, struct error *error)
{
	struct line line = {.question = question};

	if (!ask(&line, error)) {
		return false;
	}
	size_t len = 0;
	while (len < line.len && len + 1 < size && strchr("\r\n", line.data[len]) == NULL) {
		text[len] = line.data[len];
		len++;
	}
	text[len] = '\0';
	return true;
}
