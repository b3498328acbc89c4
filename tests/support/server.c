/* SPDX-License-Identifier: MIT */
#include "server.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keyturn/buffer.h"
#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "scratch.h"

enum { DEADLINE = 20000, ARGUMENTS_MAX = 32, URL_MAX = 256 };

struct server {
	char *directory, *db, *log;
	char address[64]; /* what it listens on */
	char url[URL_MAX];
	char *extra[ARGUMENTS_MAX]; /* NULL-terminated */
	pid_t pid;                  /* 0 when it is not running */
	int input;                  /* its standard input */
};

static void build_arguments(const struct server *server, char **out)
{
	const char *const fixed[][2] = {
		{"--listen=", server->address}, {"--db=", server->db}, {"--log=", server->log}};
	size_t count = 0;

	out[count++] = memory_text(getenv("KEYTURN_SANDBOX"));
	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++) {
		if (asprintf(&out[count++], "%s%s", fixed[i][0], fixed[i][1]) < 0) {
			abort();
		}
	}
	out[count++] = memory_text("--exit-with-stdin");
	for (char *const *extra = server->extra; *extra != NULL; extra++) {
		out[count++] = memory_text(*extra);
	}
	out[count] = NULL;
}

static _Noreturn void become(char **arguments, int input, int output)
{
	dup2(input, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	close_range(3, ~0U, 0);
	execv(arguments[0], arguments);
	dprintf(STDERR_FILENO, "%s: %s\n", arguments[0], strerror(errno));
	_exit(127);
}

/* Returns the pid; the service's input is in `server`, its output in `output`. */
static pid_t spawn(struct server *server, int *output)
{
	int in[2], out[2];
	char *arguments[ARGUMENTS_MAX + 8];

	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) {
		abort();
	}
	build_arguments(server, arguments);
	pid_t pid = fork();
	if (pid == 0) {
		become(arguments, in[0], out[1]);
	}
	for (char **argument = arguments; *argument != NULL; argument++) {
		free(*argument);
	}
	close(in[0]);
	close(out[1]);
	server->input = in[1];
	*output = out[0];
	return pid;
}

/* Reads the first line and ignores the rest. */
static bool read_url(int output, char url[URL_MAX])
{
	int64_t end = clock_monotonic() + DEADLINE;
	size_t len = 0;

	while (len < URL_MAX) {
		struct pollfd wait = {.fd = output, .events = POLLIN};
		int64_t left = end - clock_monotonic();
		if (left <= 0 || poll(&wait, 1, (int)left) <= 0 ||
			read(output, url + len, 1) != 1) {
			return false;
		}
		if (url[len] == '\n') {
			url[len] = '\0';
			return true;
		}
		len++;
	}
	return false;
}

static bool launch(struct server *server)
{
	int output;

	server->pid = spawn(server, &output);
	bool up = read_url(output, server->url);
	close(output);
	if (!up) {
		fprintf(stderr, "%s printed no URL\n", getenv("KEYTURN_SANDBOX"));
		server_end(server, SIGKILL);
		return false;
	}
	size_t len = strlen(server->url);
	if (len > 0 && server->url[len - 1] == '/') {
		server->url[len - 1] = '\0';
	}
	snprintf(server->address, sizeof(server->address), "127.0.0.1:%d", server_port(server));
	return true;
}

struct server *server_start(const char *const *extra)
{
	if (getenv("KEYTURN_SANDBOX") == NULL) {
		fprintf(stderr, "KEYTURN_SANDBOX does not name the service\n");
		return NULL;
	}
	struct server *server = memory_alloc(sizeof(*server));
	server->directory = scratch_create();
	server->db = scratch_path(server->directory, "db");
	server->log = scratch_path(server->directory, "log");
	snprintf(server->address, sizeof(server->address), "127.0.0.1:0");
	for (size_t i = 0; extra != NULL && extra[i] != NULL && i < ARGUMENTS_MAX - 1; i++) {
		server->extra[i] = memory_text(extra[i]);
	}
	if (!launch(server)) {
		server_stop(server);
		return NULL;
	}
	return server;
}

bool server_restart(struct server *server)
{
	return launch(server);
}

int server_end(struct server *server, int signal)
{
	int status = 0;

	if (server->pid > 0) {
		kill(server->pid, signal);
		close(server->input);
		waitpid(server->pid, &status, 0);
		server->pid = 0;
	}
	return status;
}

void server_stop(struct server *server)
{
	if (server == NULL) {
		return;
	}
	server_end(server, SIGTERM);
	scratch_destroy(server->directory);
	for (char **extra = server->extra; *extra != NULL; extra++) {
		free(*extra);
	}
	free(server->db);
	free(server->log);
	free(server);
}

const char *server_url(const struct server *server)
{
	return server->url;
}

int server_port(const struct server *server)
{
	const char *host = strstr(server->url, "://");
	const char *port = host != NULL ? strchr(host + 3, ':') : NULL;

	return port != NULL ? (int)strtol(port + 1, NULL, 10) : 0;
}

pid_t server_pid(const struct server *server)
{
	return server->pid;
}

const char *server_directory(const struct server *server)
{
	return server->directory;
}

static bool line_matches(char *line, const char *method, const char *path, int status)
{
	char *target = strchr(line, ' ');
	char *result = strrchr(line, ' ');

	if (target == NULL || result == target) {
		return false;
	}
	*target++ = '\0';
	*result++ = '\0';
	return (method == NULL || strcmp(line, method) == 0) &&
		(path == NULL || strstr(target, path) != NULL) &&
		(status == 0 || strtol(result, NULL, 10) == status);
}

size_t server_count(const struct server *server, const char *method, const char *path, int status)
{
	FILE *file = fopen(server->log, "re");
	char *line = NULL;
	size_t size = 0, count = 0;

	if (file == NULL) {
		return 0;
	}
	while (getline(&line, &size, file) > 0) {
		count += line_matches(line, method, path, status);
	}
	free(line);
	fclose(file);
	return count;
}

static void print_log(const struct server *server)
{
	FILE *file = fopen(server->log, "re");
	int byte;

	while (file != NULL && (byte = fgetc(file)) != EOF) {
		fputc(byte, stderr);
	}
	if (file != NULL) {
		fclose(file);
	}
}

bool server_wait_count(
	const struct server *server, const char *method, const char *path, int status, size_t count)
{
	int64_t end = clock_monotonic() + DEADLINE;

	while (server_count(server, method, path, status) < count) {
		if (clock_monotonic() >= end) {
			fprintf(stderr, "waited for %zu of %s %s %d; the log is:\n", count,
				method != NULL ? method : "any", path != NULL ? path : "", status);
			print_log(server);
			return false;
		}
		poll(NULL, 0, 5); /* then look again */
	}
	return true;
}
