/* SPDX-License-Identifier: MIT */
#include "keyturn/credential_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "first_line.h"
#include "keyturn/credential_command.h"
#include "keyturn/memory.h"
#include "keyturn/prompt.h"
#include "quoted_words.h"

struct credential_source {
	enum credential_from from;
	enum credential_kind kind;
	char *origin;          /* the question of a prompt */
	int fd;                /* -1 once read */
	struct secret *secret; /* of the environment, or read from the descriptor */
	char **command;
};

static struct credential_source *create(
	enum credential_from from, enum credential_kind kind, const char *origin)
{
	struct credential_source *source = memory_alloc(sizeof(*source));

	*source = (struct credential_source){
		.from = from, .kind = kind, .origin = memory_text(origin), .fd = -1};
	return source;
}

struct credential_source *credential_nowhere(void)
{
	return create(CREDENTIAL_FROM_NOWHERE, CREDENTIAL_API_KEY, "nowhere");
}

struct credential_source *credential_prompt(enum credential_kind kind, const char *question)
{
	return create(CREDENTIAL_FROM_PROMPT, kind, question);
}

struct credential_source *credential_fd(enum credential_kind kind, int fd, const char *origin)
{
	struct credential_source *source = create(CREDENTIAL_FROM_FD, kind, origin);

	source->fd = fd;
	return source;
}

struct credential_source *credential_environment(
	enum credential_kind kind, struct secret *secret, const char *origin)
{
	struct credential_source *source = create(CREDENTIAL_FROM_ENVIRONMENT, kind, origin);

	source->secret = secret_link(secret);
	return source;
}

struct credential_source *credential_from_command(
	enum credential_kind kind, char *const *command, const char *origin)
{
	struct credential_source *source = create(CREDENTIAL_FROM_COMMAND, kind, origin);

	source->command = quoted_words_copy(command);
	return source;
}

void credential_destroy(struct credential_source *source)
{
	if (source == NULL) {
		return;
	}
	secret_unlink(source->secret);
	quoted_words_destroy(source->command);
	free(source->origin);
	free(source);
}

enum credential_from credential_from(const struct credential_source *source)
{
	return source->from;
}

enum credential_kind credential_kind(const struct credential_source *source)
{
	return source->kind;
}

const char *credential_origin(const struct credential_source *source)
{
	return source->from == CREDENTIAL_FROM_PROMPT ? "the terminal" : source->origin;
}

char *const *credential_command(const struct credential_source *source)
{
	return source->command;
}

/* Standard descriptors stay open, on nothing, so that no later file takes their number. */
static void close_fd(int fd)
{
	int null = fd <= STDERR_FILENO ? open("/dev/null", O_RDWR | O_CLOEXEC) : -1;

	if (null < 0) {
		close(fd);
	} else {
		dup2(null, fd);
		close(null);
	}
}

static bool read_fd(struct credential_source *source, struct error *error)
{
	char data[CREDENTIAL_MAX + 2];
	size_t len = 0;
	ssize_t more = 1;

	if (source->fd < 0) {
		return error_set(
			error, ERROR_CREDENTIAL_SOURCE, "%s was read before", source->origin);
	}
	while (more > 0 && len < sizeof(data) && memchr(data, '\n', len) == NULL) {
		do {
			more = read(source->fd, data + len, sizeof(data) - len);
		} while (more < 0 && errno == EINTR);
		len += more > 0 ? (size_t)more : 0;
	}
	if (more < 0) {
		error_set(
			error, ERROR_CREDENTIAL_SOURCE, "%s: %s", source->origin, strerror(errno));
	} else {
		source->secret = first_line_secret(data, len, source->origin, error);
	}
	memory_wipe(data, sizeof(data));
	close_fd(source->fd);
	source->fd = -1;
	return source->secret != NULL;
}

bool credential_read(struct credential_source *source, struct secret **secret,
	enum credential_kind *kind, struct error *error)
{
	*secret = NULL;
	*kind = source->kind;
	switch (source->from) {
	case CREDENTIAL_FROM_NOWHERE:
		return error_set_text(error, ERROR_NO_CREDENTIAL, 0, NULL);
	case CREDENTIAL_FROM_PROMPT:
		*secret = prompt_ask(source->origin, error);
		break;
	case CREDENTIAL_FROM_FD:
		if (source->secret == NULL && !read_fd(source, error)) {
			return false;
		}
		*secret = secret_link(source->secret);
		break;
	case CREDENTIAL_FROM_ENVIRONMENT:
		*secret = secret_link(source->secret);
		break;
	case CREDENTIAL_FROM_COMMAND:
		*secret = credential_command_run(
			source->command, CREDENTIAL_COMMAND_SECONDS, error);
		break;
	}
	return *secret != NULL;
}
