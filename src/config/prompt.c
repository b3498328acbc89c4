/* SPDX-License-Identifier: MIT
 * Asking on the terminal itself, whatever standard input is: echo is off while it waits and is put
 * back on every way out; a signal is acted on after that, and a stop asks anew when continued. */
#include "prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "first_line.h"
#include "keyturn/credential_source.h"
#include "keyturn/memory.h"

static const int watched[] = {
	SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGALRM, SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT};

enum { WATCHED = sizeof(watched) / sizeof(watched[0]) };

/* Of the watched ones, the last that came. A handler has no other place for it. */
static volatile sig_atomic_t caught;

struct guard {
	struct sigaction actions[WATCHED];
	sigset_t mask; /* of before; the watched ones get through only while we wait in ppoll() */
};

static void on_signal(int number)
{
	caught = number;
}

static void guard_set(struct guard *guard)
{
	struct sigaction action = {.sa_handler = on_signal};
	sigset_t block;

	sigemptyset(&block);
	sigemptyset(&action.sa_mask);
	for (int i = 0; i < WATCHED; i++) {
		sigaddset(&block, watched[i]);
	}
	caught = 0;
	sigprocmask(SIG_BLOCK, &block, &guard->mask);
	for (int i = 0; i < WATCHED; i++) {
		sigaction(watched[i], NULL, &guard->actions[i]);
		if (guard->actions[i].sa_handler != SIG_IGN) {
			sigaction(watched[i], &action, NULL);
		}
	}
}

/* From here on the signals have their old meaning, and the one that was caught happens. */
static void guard_lift(struct guard *guard, int number)
{
	for (int i = 0; i < WATCHED; i++) {
		sigaction(watched[i], &guard->actions[i], NULL);
	}
	sigprocmask(SIG_SETMASK, &guard->mask, NULL);
	if (number != 0) {
		raise(number);
	}
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

/* One line, in the terminal's own line editing. False with `caught` set when a signal came, with
 * it 0 when the terminal is gone. */
static bool read_line(int tty, const sigset_t *mask, char *data, size_t size, size_t *len)
{
	*len = 0;
	while (*len < size && memchr(data, '\n', *len) == NULL) {
		struct pollfd poll = {.fd = tty, .events = POLLIN};
		if (ppoll(&poll, 1, NULL, mask) < 0 && (errno != EINTR || caught != 0)) {
			return false;
		}
		if (caught != 0) {
			return false;
		}
		if (poll.revents == 0) {
			continue;
		}
		ssize_t more = read(tty, data + *len, size - *len);
		if (more < 0 && errno != EINTR && errno != EAGAIN) {
			return false;
		}
		if (more == 0) {
			return true;
		}
		*len += more > 0 ? (size_t)more : 0;
	}
	return true;
}

static void say(int tty, const char *text)
{
	ssize_t written = write(tty, text, strlen(text));

	(void)written; /* without the terminal there is nobody to tell */
}

/* Asks once. Gives the secret, or NULL with `*number` the signal that came (0: `error` says). */
static struct secret *ask_once(int tty, const char *question, int *number, struct error *error)
{
	char data[CREDENTIAL_MAX + 2];
	struct termios before, quiet;
	struct guard guard;
	struct secret *secret = NULL;
	size_t len;

	guard_set(&guard);
	bool terminal = tcgetattr(tty, &before) == 0;
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	bool asked = terminal && tcsetattr(tty, TCSAFLUSH, &quiet) == 0;
	if (asked) {
		say(tty, question);
		if (read_line(tty, &guard.mask, data, sizeof(data), &len)) {
			secret = first_line_secret(data, len, "the prompt", error);
		} else if (caught == 0) {
			error_set(error, ERROR_NO_CREDENTIAL, "the terminal went away");
		}
		memory_wipe(data, sizeof(data));
		say(tty, "\n");
		tcsetattr(tty, TCSAFLUSH, &before);
	} else {
		error_set(error, ERROR_NO_CREDENTIAL, "the terminal cannot hide what is typed: %s",
			strerror(errno));
	}
	*number = caught;
	guard_lift(&guard, *number);
	return secret;
}

struct secret *prompt_ask(const char *question, struct error *error)
{
	struct secret *secret = NULL;
	int number = 0;
	int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (tty < 0) {
		error_set(error, ERROR_NO_CREDENTIAL, "there is no terminal to ask on");
		return NULL;
	}
	do {
		if (!in_foreground(tty)) {
			error_set(
				error, ERROR_NO_CREDENTIAL, "keyturn cannot ask in the background");
			number = 0;
			break;
		}
		secret = ask_once(tty, question, &number, error);
	} while (secret == NULL && asks_again(number));
	close(tty);
	if (secret == NULL && number != 0) {
		error_set_text(error, ERROR_INTERRUPTED, 0, NULL);
	}
	return secret;
}
