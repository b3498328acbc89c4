/* SPDX-License-Identifier: MIT */
#include "search/processes.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/buffer.h"
#include "keyturn/memory.h"
#include "open_beneath.h"

enum { TEXT_SIZE = 4096, NAME_SIZE = 256, CONTAINER_DIGITS = 12 };

/* ---- what a process is ---- */

/* A small file of a process, without the line end; "" when it cannot be read. */
static void read_text(int process, const char *name, char *out, size_t size)
{
	int fd = open_file(process, name);
	ssize_t len = fd < 0 ? 0 : read(fd, out, size - 1);

	if (fd >= 0) {
		close(fd);
	}
	out[len > 0 ? len : 0] = '\0';
	len = (ssize_t)strlen(out);
	if (len > 0 && out[len - 1] == '\n') {
		out[len - 1] = '\0';
	}
}

/* "container 0123456789ab" of "docker-0123456789abcdef….scope". */
static bool container_of(const char *word, char *out, size_t size)
{
	static const char *const makers[] = {"docker-", "libpod-", "cri-containerd-", "crio-"};

	for (size_t i = 0; i < sizeof(makers) / sizeof(*makers); i++) {
		if (strncmp(word, makers[i], strlen(makers[i])) == 0) {
			snprintf(out, size, "container %.*s", CONTAINER_DIGITS,
				word + strlen(makers[i]));
			return true;
		}
	}
	return false;
}

static bool is_service(const char *word)
{
	const size_t len = strlen(word), end = strlen(".service");

	return len > end && strcmp(word + len - end, ".service") == 0 &&
		strncmp(word, "user@", strlen("user@")) != 0;
}

/* The innermost service or container of a control group's path; "" when it is in none. */
static void unit_of(int process, char *out, size_t size)
{
	char text[TEXT_SIZE];
	char *rest = text;

	read_text(process, "cgroup", text, sizeof(text));
	out[0] = '\0';
	for (char *word; (word = strsep(&rest, "/\n")) != NULL;) {
		if (is_service(word)) {
			snprintf(out, size, "%s", word);
		} else {
			container_of(word, out, size);
		}
	}
}

/* ---- where it has the key ---- */

/* True when the process's file `name` has it; `*encoding` is the form. */
static bool has_key(struct walker *walker, int process, const char *name, struct holder *holder)
{
	int fd = open_file(process, name);
	struct stat info;
	struct contents contents;
	bool found = false;

	if (fd < 0) {
		return false;
	}
	free(holder->occurrences);
	holder->occurrences = NULL;
	holder->occurrence_count = 0;
	if (fstat(fd, &info) == 0 && reader_look(walker->reader, fd, &info) == READER_FOUND) {
		found = reader_collect(walker->reader, fd, holder, &contents);
	}
	close(fd);
	return found;
}

/* The name of the variable that holds the first occurrence, or "". */
static void variable_of(int process, const struct holder *holder, char *out, size_t size)
{
	const uint64_t at = holder->occurrences[0].offset;
	const uint64_t from = at > TEXT_SIZE ? at - TEXT_SIZE : 0;
	char text[TEXT_SIZE];
	int fd = open_file(process, "environ");
	ssize_t len = fd < 0 ? -1 : pread(fd, text, (size_t)(at - from), (off_t)from);

	out[0] = '\0';
	if (fd >= 0) {
		close(fd);
	}
	if (len == (ssize_t)(at - from)) {
		const char *zero = len > 0 ? memrchr(text, '\0', (size_t)len) : NULL;
		const char *start = zero != NULL ? zero + 1 : text;
		size_t count = 0;
		while (start + count < text + len && count + 1 < size &&
			(isalnum((unsigned char)start[count]) || start[count] == '_')) {
			count++;
		}
		if (start + count < text + len && start[count] == '=' &&
			(zero != NULL || from == 0)) {
			memcpy(out, start, count);
			out[count] = '\0';
		}
	}
	memory_wipe(text, sizeof(text));
}

static char *reason_of(const char *variable, bool environment, bool arguments, const char *restart)
{
	struct buffer text;

	buffer_init(&text, TEXT_SIZE);
	buffer_append_text(&text, "it has the key ");
	if (environment && variable[0] != '\0') {
		buffer_printf(&text, "in its environment as %s", variable);
	} else if (environment) {
		buffer_append_text(&text, "in its environment");
	}
	if (arguments) {
		buffer_printf(&text, "%sin its arguments, where every user of this machine sees it",
			environment ? " and " : "");
	}
	buffer_printf(&text, ": restart %s with the new one", restart[0] != '\0' ? restart : "it");
	char *reason = memory_text(buffer_text(&text));
	buffer_finish(&text);
	return reason;
}

static struct holder *describe(int process, pid_t pid)
{
	char path[PATH_MAX];
	ssize_t len = readlinkat(process, "exe", path, sizeof(path) - 1);

	if (len > 0) {
		path[len] = '\0';
	} else {
		read_text(process, "comm", path, sizeof(path));
	}
	struct holder *holder = holder_create(HOLDER_PROCESS, path);
	holder->pid = pid;
	holder->action = HOLDER_RESTART;
	return holder;
}

static void look(struct walker *walker, int process, pid_t pid)
{
	char variable[NAME_SIZE] = "", unit[NAME_SIZE], comm[NAME_SIZE];
	struct holder *holder = describe(process, pid);
	const bool arguments = has_key(walker, process, "cmdline", holder);
	const enum holder_encoding encoding = holder->encoding;
	const bool environment = has_key(walker, process, "environ", holder);

	if (!environment && !arguments) {
		holder_destroy(holder);
		return;
	}
	if (environment) {
		variable_of(process, holder, variable, sizeof(variable));
	} else {
		holder->encoding = encoding;
	}
	unit_of(process, unit, sizeof(unit));
	read_text(process, "comm", comm, sizeof(comm));
	holder->name = memory_text(unit[0] != '\0' ? unit : comm);
	holder->reason = reason_of(variable, environment, arguments, unit);
	free(holder->occurrences); /* they are of a file that is none */
	holder->occurrences = NULL;
	holder->occurrence_count = 0;
	visit_found(walker, holder);
}

/* A process that does not let its memory be read belongs to root here, whoever runs it. */
static bool is_ours(int process)
{
	struct stat info;

	return fstat(process, &info) == 0 && (geteuid() == 0 || info.st_uid == geteuid());
}

void processes_search(struct walker *walker)
{
	DIR *all = opendir("/proc");

	if (all == NULL) {
		outbox_unsearched(walker->outbox, UNSEARCHED_SYSTEM, "/proc", strerror(errno));
		return;
	}
	for (const struct dirent *entry; (entry = readdir(all)) != NULL;) {
		char *end;
		const long pid = strtol(entry->d_name, &end, 10);
		if (*end != '\0' || pid <= 0 || pid == getpid() ||
			atomic_load(&walker->tally->stop)) {
			continue;
		}
		int process = open_directory(dirfd(all), entry->d_name);
		if (process >= 0) {
			if (is_ours(process)) {
				look(walker, process, (pid_t)pid);
			}
			close(process);
		}
	}
	closedir(all);
}
