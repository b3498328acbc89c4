/* SPDX-License-Identifier: MIT */
#include "term_crash.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/memory.h"

/* Faults of our own, and what else ends a process that nobody expects to be sent it. */
static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP, SIGALRM,
	SIGVTALRM, SIGPROF, SIGUSR1, SIGUSR2, SIGXCPU, SIGPOLL};
enum { CRASHES = sizeof(crashes) / sizeof(crashes[0]), STACK = 64 * 1024, PATIENCE_MS = 2000 };

/* What a signal handler needs cannot be handed to it. */
static struct {
	volatile sig_atomic_t armed;
	int fd;
	char first[4096];
	volatile sig_atomic_t first_len;
	char bytes[512];
	size_t len;
	struct termios settings;
	struct sigaction before[CRASHES];
	char stack[STACK];
} crash;

/* This and all it calls is async-signal-safe. The descriptor does not wait by itself. */
static void write_out(const char *bytes, size_t len)
{
	struct pollfd room = {.fd = crash.fd, .events = POLLOUT};
	size_t sent = 0;

	while (sent < len && poll(&room, 1, PATIENCE_MS) == 1) {
		ssize_t more = write(crash.fd, bytes + sent, len - sent);
		if (more < 0 && errno != EAGAIN && errno != EINTR) {
			return;
		}
		sent += more > 0 ? (size_t)more : 0;
	}
}

static void restore(void)
{
	if (!crash.armed) {
		return;
	}
	crash.armed = false;
	write_out(crash.first, (size_t)crash.first_len);
	write_out(crash.bytes, crash.len);
	tcsetattr(crash.fd, TCSANOW, &crash.settings);
}

static void on_crash(int number)
{
	restore();
	signal(number, SIG_DFL);
	raise(number); /* takes effect when the handler returns */
}

void term_crash_arm(int fd, const char *bytes, size_t len, const struct termios *settings)
{
	stack_t stack = {.ss_sp = crash.stack, .ss_size = sizeof(crash.stack)};
	struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};

	crash.fd = fd;
	crash.len = len < sizeof(crash.bytes) ? len : sizeof(crash.bytes);
	memcpy(crash.bytes, bytes, crash.len);
	crash.settings = *settings;
	crash.armed = true;

	sigaltstack(&stack, NULL);
	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < CRASHES; i++) {
		sigaction(crashes[i], NULL, &crash.before[i]);
		if (crash.before[i].sa_handler != SIG_IGN) { /* what is ignored stays so */
			sigaction(crashes[i], &action, NULL);
		}
	}
	memory_on_exhausted(restore);
}

void term_crash_first(const char *bytes, size_t len)
{
	crash.first_len = 0; /* a crash in between writes none of it */
	atomic_signal_fence(memory_order_seq_cst);
	if (len <= sizeof(crash.first)) {
		memcpy(crash.first, bytes, len);
		atomic_signal_fence(memory_order_seq_cst);
		crash.first_len = (sig_atomic_t)len;
	}
}

void term_crash_disarm(void)
{
	stack_t none = {.ss_flags = SS_DISABLE};

	crash.armed = false;
	memory_on_exhausted(NULL);
	for (size_t i = 0; i < CRASHES; i++) {
		sigaction(crashes[i], &crash.before[i], NULL);
	}
	sigaltstack(&none, NULL);
}
