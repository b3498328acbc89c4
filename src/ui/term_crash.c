/* SPDX-License-Identifier: MIT */
#include "term_crash.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "keyturn/memory.h"

enum { SIGNALS = _NSIG, STACK = 64 * 1024, PATIENCE_MS = 2000 };

/* What does not end a process, cannot be caught, or is the loop's own (leaving, stopping). All others
 * are taken: whoever sends one, the key must not stay on the screen. */
static bool is_left_alone(int number)
{
	static const int numbers[] = {SIGKILL, SIGSTOP, SIGCHLD, SIGCONT, SIGTSTP, SIGTTIN, SIGTTOU,
		SIGURG, SIGWINCH, SIGHUP, SIGINT, SIGQUIT, SIGTERM};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (numbers[i] == number) {
			return true;
		}
	}
	return false;
}

/* What a signal handler needs cannot be handed to it. */
static struct {
	volatile sig_atomic_t armed;
	int fd;
	char first[4096];
	volatile sig_atomic_t first_len;
	char bytes[512];
	size_t len;
	struct termios settings;
	bool taken[SIGNALS];
	struct sigaction before[SIGNALS];
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
	/* Takes effect when the handler returns: it is the default's again. raise() refuses some. */
	syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), number);
}

/* What is ignored stays so. */
static void take(int number, const struct sigaction *action)
{
	struct sigaction *before = &crash.before[number];

	crash.taken[number] = !is_left_alone(number) && sigaction(number, NULL, before) == 0 &&
		before->sa_handler != SIG_IGN && sigaction(number, action, NULL) == 0;
}

/* The C library keeps the signals between SIGSYS and SIGRTMIN for its threads and lets nobody have
 * them, but they end the process when others send them. They get what another one has, as the kernel
 * writes it, where the library has not taken them. */
static void take_reserved(void)
{
	enum { MASK = (_NSIG - 1) / 8 };
	long ours[32] = {0}, found[32] = {0};

	if (syscall(SYS_rt_sigaction, SIGSEGV, NULL, ours, MASK) != 0) {
		return;
	}
	for (int number = SIGSYS + 1; number < SIGRTMIN; number++) {
		if (syscall(SYS_rt_sigaction, number, NULL, found, MASK) == 0 && found[0] == 0) {
			syscall(SYS_rt_sigaction, number, ours, NULL, MASK);
		}
	}
}

void term_crash_arm(int fd, const char *bytes, size_t len, const struct termios *settings)
{
	stack_t stack = {.ss_sp = crash.stack, .ss_size = sizeof(crash.stack)};
	struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK | SA_RESETHAND};

	crash.fd = fd;
	crash.len = len < sizeof(crash.bytes) ? len : sizeof(crash.bytes);
	memcpy(crash.bytes, bytes, crash.len);
	crash.settings = *settings;
	crash.armed = true;

	sigaltstack(&stack, NULL);
	sigfillset(&action.sa_mask);
	for (int number = 1; number < SIGNALS; number++) {
		take(number, &action);
	}
	take_reserved();
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
	for (int number = 1; number < SIGNALS; number++) {
		if (crash.taken[number]) {
			sigaction(number, &crash.before[number], NULL);
		}
	}
	sigaltstack(&none, NULL);
}
