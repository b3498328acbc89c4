/* SPDX-License-Identifier: MIT */
#include "paper.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keyturn/text.h"
#include "keyturn/write_all.h"

enum { NARROW = 20, LEAST = 16, INDENT_MAX = 40 };

extern char **environ;

/* Whether colours are wanted at all; and what --pager has the report written to meanwhile. */
static struct {
	bool color;
	FILE *terminal; /* NULL: nothing is held back */
	char *text;
	size_t len;
} paper;

static bool colors_are_wanted(const struct options *options)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return !options->no_color && (no_color == NULL || no_color[0] == '\0') && term != NULL &&
		term[0] != '\0' && strcmp(term, "dumb") != 0;
}

/* The key itself is never held back, nor given to another program. */
static bool is_paged(const struct options *options)
{
	return options->pager && !options->json && !options->reveal && paper.terminal == NULL &&
		isatty(STDOUT_FILENO) == 1;
}

void paper_start(const struct options *options)
{
	paper.color = colors_are_wanted(options);
	if (is_paged(options)) {
		FILE *held = open_memstream(&paper.text, &paper.len);
		if (held != NULL) {
			paper.terminal = stdout;
			stdout = held;
		}
	}
}

/* The terminal that `out` ends at; -1: none. */
static int terminal_of(FILE *out)
{
	const int fd = fileno(out == stdout && paper.terminal != NULL ? paper.terminal : out);

	return fd >= 0 && isatty(fd) == 1 ? fd : -1;
}

static struct winsize size_of(int fd)
{
	struct winsize size = {0};

	if (fd >= 0) {
		ioctl(fd, TIOCGWINSZ, &size);
	}
	return size;
}

/* 0: lines are as long as they are. */
static int width_of(FILE *out)
{
	const int cols = size_of(terminal_of(out)).ws_col;

	return cols >= NARROW ? cols : 0;
}

static const char *const starts[PAPER_STYLE_COUNT] = {
	[PAPER_PLAIN] = "",
	[PAPER_HEADING] = "\033[1m",
	[PAPER_GOOD] = "\033[32m",
	[PAPER_WARNING] = "\033[33m",
	[PAPER_DANGER] = "\033[1;31m",
};

static bool is_colored(FILE *out, enum paper_style style)
{
	return paper.color && style != PAPER_PLAIN && terminal_of(out) >= 0;
}

static void print_styled(FILE *out, enum paper_style style, const char *text, size_t len)
{
	const bool colored = is_colored(out, style);

	fputs(colored ? starts[style] : "", out);
	fwrite(text, 1, len, out);
	fputs(colored ? "\033[0m" : "", out);
}

void paper_words(FILE *out, enum paper_style style, const char *text)
{
	print_styled(out, style, text, strlen(text));
}

/* Bytes of the next line: to the last blank that fits, or else to the first one. */
static size_t line_length(const char *text, int cells)
{
	const size_t len = strlen(text), fits = text_fit(text, cells);
	size_t end = fits;

	if (fits == len) {
		return len;
	}
	while (end > 0 && text[end] != ' ') {
		end--;
	}
	while (end > 0 && text[end - 1] == ' ') {
		end--;
	}
	return end > 0 ? end : strcspn(text, " ");
}

void paper_text(FILE *out, int left, enum paper_style style, const char *text)
{
	const int width = width_of(out);
	const int indent = left < INDENT_MAX && left + LEAST <= width ? left : 2;

	while (width > 0) {
		const size_t len = line_length(text, width - left);
		const char *rest = text + len + strspn(text + len, " ");
		if (*rest == '\0') {
			break;
		}
		print_styled(out, style, text, len);
		fprintf(out, "\n%*s", indent, "");
		left = indent;
		text = rest;
	}
	print_styled(out, style, text, strlen(text));
	putc('\n', out);
}

void paper_row(FILE *out, int indent, int column, const char *name, const char *text)
{
	const int cells = indent + text_width(name);
	const int gap = cells < column ? column - cells : 1;

	fprintf(out, "%*s%s%*s", indent, "", name, gap, "");
	paper_text(out, cells + gap, PAPER_PLAIN, text);
}

/* ---- the pager ---- */

/* As others start it: by a shell, for it may have options. */
static bool start_pager(int input, pid_t *pid)
{
	const char *pager = getenv("PAGER");
	char *const argv[] = {(char *)"sh", (char *)"-c",
		(char *)(uintptr_t)(pager != NULL && pager[0] != '\0' ? pager : "less"), NULL};
	posix_spawn_file_actions_t actions;

	setenv("LESS", "FRX", 0); /* colours as they are, and no screen of its own */
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	const int failed = posix_spawn(pid, "/bin/sh", &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return failed == 0;
}

/* Ctrl-C is the pager's meanwhile. False when it could not be started, or was not found. */
static bool page(const char *text, size_t len)
{
	struct sigaction before;
	int ends[2], status = 0;
	pid_t pid;

	if (pipe(ends) != 0) {
		return false;
	}
	/* The reading end is for the pager, the other must not be. */
	const bool started = ioctl(ends[1], FIOCLEX) == 0 && start_pager(ends[0], &pid);
	close(ends[0]);
	if (started) {
		sigaction(SIGINT, &(struct sigaction){.sa_handler = SIG_IGN}, &before);
		write_all(ends[1], text, len); /* who has read enough may go */
	}
	close(ends[1]);
	while (started && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
	}
	if (started) {
		sigaction(SIGINT, &before, NULL);
	}
	return started && !(WIFEXITED(status) && WEXITSTATUS(status) == 127);
}

static size_t count_lines(const char *text, size_t len)
{
	size_t lines = 0;

	for (size_t i = 0; i < len; i++) {
		lines += text[i] == '\n';
	}
	return lines;
}

void paper_end(void)
{
	if (paper.terminal == NULL) {
		return;
	}
	fclose(stdout);
	stdout = paper.terminal;
	paper.terminal = NULL;
	const bool is_long = count_lines(paper.text, paper.len) >= size_of(fileno(stdout)).ws_row;
	if (!is_long || !page(paper.text, paper.len)) {
		if (is_long) {
			fprintf(stderr, "keyturn: $PAGER could not be started\n");
		}
		fwrite(paper.text, 1, paper.len, stdout);
	}
	free(paper.text);
	paper.text = NULL;
}
