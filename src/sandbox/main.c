/* SPDX-License-Identifier: MIT
 * keyturn-sandbox: a local identity service for trying out clients. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keyturn/buffer.h"
#include "keyturn/error.h"
#include "options.h"
#include "seed.h"
#include "server.h"

enum { PEM_MAX_BYTES = 256 * 1024 };

static bool read_pem(const char *path, struct buffer *text, struct error *error)
{
	char chunk[4096];
	ssize_t len = -1;
	int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);

	buffer_init(text, PEM_MAX_BYTES);
	if (path == NULL) {
		return true;
	}
	while (fd >= 0 && (len = read(fd, chunk, sizeof(chunk))) > 0 &&
		buffer_append(text, chunk, (size_t)len)) {
	}
	sodium_memzero(chunk, sizeof(chunk));
	if (len != 0) {
		error_set(error, ERROR_SYSTEM, "%s: %s", path,
			len > 0 ? "too large for a certificate or key" : strerror(errno));
	}
	if (fd >= 0) {
		close(fd);
	}
	return len == 0;
}

/* SIGTERM and the like arrive here instead of interrupting anything; threads that are started later
 * inherit the blocked signals. */
static int open_signals(void)
{
	sigset_t signals;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	return signalfd(-1, &signals, SFD_CLOEXEC);
}

/* Returns on a signal, or at the end of standard input if requested. */
static void wait_for_end(int signals, bool with_stdin)
{
	struct pollfd fds[] = {
		{.fd = signals, .events = POLLIN},
		{.fd = with_stdin ? STDIN_FILENO : -1, .events = POLLIN},
	};
	char ignored[256];

	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR) {
			return;
		}
		if (fds[0].revents != 0) {
			return;
		}
		if (fds[1].revents != 0 && read(STDIN_FILENO, ignored, sizeof(ignored)) <= 0) {
			return;
		}
	}
}

static bool serve(struct service *service, const struct server_options *how, int signals,
	bool with_stdin, struct error *error)
{
	struct server *server = server_start(how, service, error);

	if (server == NULL) {
		return false;
	}
	if (printf("%s\n", server_url(server)) < 0 || fflush(stdout) != 0) {
		server_stop(server);
		return error_set(error, ERROR_SYSTEM, "standard output: %s", strerror(errno));
	}
	wait_for_end(signals, with_stdin);
	server_stop(server);
	return true;
}

/* Seeds a new database; one that already has users is left as it is. */
static bool fill(struct store *store, const struct options *options, struct error *error)
{
	if (store_empty(store)) {
		return seed_store(store, options->seed, options->more_users, error);
	}
	if (options->seed != NULL) {
		fprintf(stderr, "keyturn-sandbox: %s already has users; the seed is ignored\n",
			options->db);
	}
	return true;
}

/* Opens everything that the options name, serves, and closes it again. */
static bool run(const struct options *options, struct error *error)
{
	struct server_options how = {.address = options->address, .log_fd = -1};
	struct service service = {
		.prefix = options->prefix,
		.limit_status = options->rate_limit_status,
		.page_limit = options->page_limit,
		.user_limit = options->user_limit,
		.token_life = options->token_life,
	};
	struct buffer cert = {0}, key = {0};
	int signals = open_signals();
	bool done = false;

	service.store = store_open(options->db, error);
	if (service.store == NULL) {
		goto out;
	}
	if (!fill(service.store, options, error)) {
		goto out;
	}
	if (!read_pem(options->tls_cert, &cert, error) ||
		!read_pem(options->tls_key, &key, error)) {
		goto out;
	}
	if (options->tls_cert != NULL) {
		how.tls_cert = buffer_text(&cert);
		how.tls_key = buffer_text(&key);
	}
	if (options->log != NULL) {
		how.log_fd = open(options->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
		if (how.log_fd < 0) {
			error_set(error, ERROR_SYSTEM, "%s: %s", options->log, strerror(errno));
			goto out;
		}
	}
	if (options->rate_limit > 0) {
		service.limit = limit_create(options->rate_limit);
	}
	done = serve(&service, &how, signals, options->exit_with_stdin, error);
out:
	limit_destroy(service.limit);
	store_close(service.store);
	buffer_finish(&cert);
	buffer_finish(&key);
	return done;
}

static int complain(const struct error *error)
{
	char message[2 * ERROR_DETAIL_MAX];

	fprintf(stderr, "keyturn-sandbox: %s\n", error_message(error, message, sizeof(message)));
	return (int)error_exit_status(error->kind);
}

int main(int argc, char **argv)
{
	struct options options;
	struct error error = {0};

	umask(077); /* the database holds keys */
	if (!options_read(argc, argv, &options, &error)) {
		return complain(&error);
	}
	switch (options.action) {
	case OPTIONS_HELP:
		options_help();
		return 0;
	case OPTIONS_VERSION:
		printf("keyturn-sandbox %s\n", KEYTURN_VERSION);
		return 0;
	case OPTIONS_RUN:
		break;
	}
	if (sodium_init() < 0) {
		error_set(&error, ERROR_SYSTEM, "no source of randomness");
		return complain(&error);
	}
	return run(&options, &error) ? 0 : complain(&error);
}
