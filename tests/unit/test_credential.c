/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "keyturn/prompt.h"
#include "keyturn/clock.h"
#include "keyturn/credential_source.h"

enum { DEADLINE_MS = 20000 };

static void assert_secret(struct secret *secret, const char *expected)
{
	assert_non_null(secret);
	assert_string_equal(secret_open(secret), expected);
	secret_close(secret);
	secret_unlink(secret);
}

static void assert_refused(struct secret *secret, const struct error *error, const char *reason)
{
	assert_null(secret);
	if (error->kind != ERROR_CREDENTIAL_SOURCE || strstr(error->detail, reason) == NULL) {
		fail_msg("%s: %s", error_name(error->kind), error->detail);
	}
}

/* ---- a file descriptor ---- */

/* The read end of a pipe that gives these bytes and ends. */
static int give(const char *data, size_t len)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], data, len), (ssize_t)len);
	close(ends[1]);
	return ends[0];
}

static void credential_read__fd__first_line_then_closed_and_kept(void **state)
{
	static const char *const inputs[] = {"k-1", "k-1\n", "k-1\r\n", "k-1\nmore\n"};
	(void)state;

	for (size_t i = 0; i < sizeof(inputs) / sizeof(*inputs); i++) {
		int fd = give(inputs[i], strlen(inputs[i]));
		struct credential_source *source = credential_fd(
			CREDENTIAL_PASSWORD, fd, "--password-fd");
		struct secret *secret;
		enum credential_kind kind;
		assert_true(credential_read(source, &secret, &kind, NULL));
		assert_int_equal(kind, CREDENTIAL_PASSWORD);
		assert_secret(secret, "k-1");
		assert_int_equal(fcntl(fd, F_GETFD), -1);
		assert_true(credential_read(source, &secret, &kind, NULL));
		assert_secret(secret, "k-1");
		credential_destroy(source);
	}
}

static void credential_read__bad_fd_input__refused_and_closed(void **state)
{
	static char huge[CREDENTIAL_MAX + 1];
	static const struct {
		const char *data;
		size_t len;
		const char *reason;
	} cases[] = {
		{"", 0, "--api-key-fd gave nothing"},
		{"\n", 1, "gave nothing"},
		{"\r\nk-1\n", 6, "gave nothing"},
		{"k\0-1\n", 5, "NUL"},
		{huge, sizeof(huge), "more than 4096 bytes"},
	};
	(void)state;

	memset(huge, 'k', sizeof(huge));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int fd = give(cases[i].data, cases[i].len);
		struct credential_source *source = credential_fd(
			CREDENTIAL_API_KEY, fd, "--api-key-fd");
		struct error error = {0};
		struct secret *secret;
		enum credential_kind kind;
		assert_false(credential_read(source, &secret, &kind, &error));
		assert_refused(secret, &error, cases[i].reason);
		assert_int_equal(fcntl(fd, F_GETFD), -1);
		assert_false(credential_read(source, &secret, &kind, &error));
		assert_refused(secret, &error, "was read before");
		credential_destroy(source);
	}
}

static void credential_read__longest_fd_input__kept_whole(void **state)
{
	char data[CREDENTIAL_MAX + 1];
	struct secret *secret;
	enum credential_kind kind;
	(void)state;

	memset(data, 'k', sizeof(data));
	data[CREDENTIAL_MAX] = '\n';
	struct credential_source *source = credential_fd(
		CREDENTIAL_API_KEY, give(data, sizeof(data)), "--api-key-fd");
	assert_true(credential_read(source, &secret, &kind, NULL));
	assert_int_equal(secret_length(secret), CREDENTIAL_MAX);
	secret_unlink(secret);
	credential_destroy(source);
}

static void credential_read__fd_not_open__says_so(void **state)
{
	struct credential_source *source = credential_fd(CREDENTIAL_API_KEY, 987, "--api-key-fd");
	struct error error = {0};
	struct secret *secret;
	enum credential_kind kind;
	(void)state;

	assert_false(credential_read(source, &secret, &kind, &error));
	assert_refused(secret, &error, "--api-key-fd: Bad file descriptor");
	credential_destroy(source);
}

static void credential_read__standard_input__stays_open_on_nothing(void **state)
{
	int saved = dup(STDIN_FILENO), fd = give("k-1\n", 4);
	struct secret *secret;
	enum credential_kind kind;
	char byte;
	(void)state;

	dup2(fd, STDIN_FILENO);
	close(fd);
	struct credential_source *source = credential_fd(
		CREDENTIAL_PASSWORD, STDIN_FILENO, "--password-fd");
	assert_true(credential_read(source, &secret, &kind, NULL));
	assert_secret(secret, "k-1");
	assert_int_equal(read(STDIN_FILENO, &byte, 1), 0);
	dup2(saved, STDIN_FILENO);
	close(saved);
	credential_destroy(source);
}

static void credential_read__nowhere__no_credential(void **state)
{
	struct credential_source *source = credential_nowhere();
	struct error error = {0};
	struct secret *secret;
	enum credential_kind kind;
	(void)state;

	assert_false(credential_read(source, &secret, &kind, &error));
	assert_int_equal(error.kind, ERROR_NO_CREDENTIAL);
	assert_null(credential_command(source));
	credential_destroy(source);
}

/* ---- a command ---- */

static void credential_command__command_source__the_vector(void **state)
{
	const char *const command[] = {"sh", "-c", "echo k-1", NULL};
	struct credential_source *source = credential_from_command(
		CREDENTIAL_API_KEY, (char *const *)command, "api_key_command of profile work");
	struct secret *secret;
	enum credential_kind kind;
	(void)state;

	assert_string_equal(credential_command(source)[2], "echo k-1");
	assert_null(credential_command(source)[3]);
	assert_true(credential_read(source, &secret, &kind, NULL));
	assert_int_equal(kind, CREDENTIAL_API_KEY);
	assert_secret(secret, "k-1");
	credential_destroy(source);
}

/* ---- the terminal ---- */

/* A child that asks on a terminal of its own; we are the person at it. */
struct person {
	pid_t pid;
	int tty,
		kept; /* keeping this end open keeps the terminal alive while nobody else has it open */
	char seen[4096];
	size_t len;
};

static _Noreturn void ask_and_leave(void)
{
	struct credential_source *source = credential_prompt(
		CREDENTIAL_PASSWORD, "Password of jqsmith: ");
	struct secret *secret;
	struct error error = {0};
	enum credential_kind kind;
	int status = 20;

	if (credential_read(source, &secret, &kind, &error)) {
		status = strcmp(secret_open(secret), "open sesame") == 0 ? 0 : 21;
		secret_close(secret);
	} else if (error.kind == ERROR_INTERRUPTED) {
		status = 22;
	} else if (error.kind == ERROR_CREDENTIAL_SOURCE) {
		status = 23;
	}
	secret_unlink(secret);
	credential_destroy(source);
	_exit(status);
}

static void on_interrupt(int number)
{
	(void)number;
}

static void sit_down(struct person *person, bool handles_interrupt)
{
	*person = (struct person){0};
	person->pid = forkpty(&person->tty, NULL, NULL, NULL);
	assert_true(person->pid >= 0);
	if (person->pid > 0) {
		person->kept = open(ptsname(person->tty), O_RDWR | O_NOCTTY);
		assert_true(person->kept >= 0);
	} else {
		int null = open("/dev/null", O_RDWR);
		dup2(null, STDIN_FILENO); /* the question goes to the terminal anyway */
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		if (handles_interrupt) {
			sigaction(SIGINT, &(struct sigaction){.sa_handler = on_interrupt}, NULL);
		}
		ask_and_leave();
	}
}

/* Reads until `text` was seen `times` times. */
static void see(struct person *person, const char *text, int times)
{
	int64_t deadline = clock_monotonic() + DEADLINE_MS;

	for (;;) {
		int count = 0;
		for (char *at = person->seen; (at = strstr(at, text)) != NULL; at++) {
			count++;
		}
		if (count >= times) {
			return;
		}
		struct pollfd poll_tty = {.fd = person->tty, .events = POLLIN};
		assert_int_equal(poll(&poll_tty, 1, (int)(deadline - clock_monotonic())), 1);
		ssize_t more = read(person->tty, person->seen + person->len,
			sizeof(person->seen) - 1 - person->len);
		assert_true(more > 0);
		person->len += (size_t)more;
	}
}

static void type(struct person *person, const char *text)
{
	assert_int_equal(write(person->tty, text, strlen(text)), (ssize_t)strlen(text));
}

static bool echoes(const struct person *person)
{
	struct termios mode;

	assert_int_equal(tcgetattr(person->tty, &mode), 0);
	return (mode.c_lflag & ECHO) != 0;
}

static void leave(struct person *person, int expected_status)
{
	int status;

	assert_int_equal(waitpid(person->pid, &status, 0), person->pid);
	assert_int_equal(status, expected_status);
	assert_true(echoes(person));
	close(person->kept);
	close(person->tty);
}

/* As waitpid() reports it; a signal by its number. */
#define EXITED(code) ((code) << 8)

static void prompt__answer__read_without_echo_and_echo_is_back(void **state)
{
	struct person person;
	(void)state;

	sit_down(&person, false);
	see(&person, "Password of jqsmith: ", 1);
	assert_false(echoes(&person));
	type(&person, "open sesame\n");
	see(&person, "\n", 1);
	assert_null(strstr(person.seen, "sesame"));
	leave(&person, EXITED(0));
}

static void prompt__nothing_typed__refused(void **state)
{
	static const char *const answers[] = {"\n", "\004"};
	(void)state;

	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		struct person person;
		sit_down(&person, false);
		see(&person, "jqsmith: ", 1);
		type(&person, answers[i]);
		leave(&person, EXITED(23));
	}
}

static void prompt__interrupt__echo_is_back_and_the_signal_kills(void **state)
{
	struct person person;
	(void)state;

	sit_down(&person, false);
	see(&person, "jqsmith: ", 1);
	assert_false(echoes(&person));
	type(&person, "open\003");
	leave(&person, SIGINT);
}

static void prompt__handled_interrupt__error_interrupted(void **state)
{
	struct person person;
	(void)state;

	sit_down(&person, true);
	see(&person, "jqsmith: ", 1);
	type(&person, "\003");
	leave(&person, EXITED(22));
}

static void prompt__stopped_and_continued__asks_again_without_echo(void **state)
{
	struct person person;
	struct termios mode;
	int status;
	(void)state;

	sit_down(&person, false);
	see(&person, "jqsmith: ", 1);
	kill(person.pid, SIGSTOP);
	assert_int_equal(waitpid(person.pid, &status, WUNTRACED), person.pid);
	assert_true(WIFSTOPPED(status));
	/* As a shell would leave the terminal. */
	assert_int_equal(tcgetattr(person.tty, &mode), 0);
	mode.c_lflag |= ECHO;
	assert_int_equal(tcsetattr(person.tty, TCSANOW, &mode), 0);
	kill(person.pid, SIGCONT);
	see(&person, "jqsmith: ", 2);
	assert_false(echoes(&person));
	type(&person, "open sesame\n");
	leave(&person, EXITED(0));
	assert_null(strstr(person.seen, "sesame"));
}

static void prompt__no_terminal__says_so(void **state)
{
	int status;
	(void)state;

	pid_t pid = fork();
	if (pid == 0) {
		struct error error = {0};
		setsid();
		struct secret *secret = prompt_ask("?", &error);
		_exit(secret == NULL && error.kind == ERROR_NO_CREDENTIAL ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(credential_read__fd__first_line_then_closed_and_kept),
		cmocka_unit_test(credential_read__bad_fd_input__refused_and_closed),
		cmocka_unit_test(credential_read__longest_fd_input__kept_whole),
		cmocka_unit_test(credential_read__fd_not_open__says_so),
		cmocka_unit_test(credential_read__standard_input__stays_open_on_nothing),
		cmocka_unit_test(credential_read__nowhere__no_credential),
		cmocka_unit_test(credential_command__command_source__the_vector),
		cmocka_unit_test(prompt__answer__read_without_echo_and_echo_is_back),
		cmocka_unit_test(prompt__nothing_typed__refused),
		cmocka_unit_test(prompt__interrupt__echo_is_back_and_the_signal_kills),
		cmocka_unit_test(prompt__handled_interrupt__error_interrupted),
		cmocka_unit_test(prompt__stopped_and_continued__asks_again_without_echo),
		cmocka_unit_test(prompt__no_terminal__says_so),
	};

	if (!secret_start(NULL)) {
		return 1;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
