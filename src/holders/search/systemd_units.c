/* SPDX-License-Identifier: MIT */
#include "search/systemd_units.h"

#include <dirent.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keyturn/memory.h"

enum { UNIT_MAX = 65536 };

/* "%h" of a user's unit is the home directory; other specifiers are not known here. */
static bool expand(const char *word, const char *home, char *out, size_t size)
{
	size_t len = 0;

	for (; *word != '\0' && len + 1 < size; word++) {
		if (*word != '%') {
			out[len++] = *word;
		} else if (word[1] == 'h' && home != NULL) {
			const int count = snprintf(out + len, size - len, "%s", home);
			len += count < 0 ? size : (size_t)count;
			word++;
		} else {
			return false;
		}
	}
	if (*word != '\0' || len >= size) {
		return false;
	}
	out[len] = '\0';
	return out[0] == '/';
}

static void add_files(struct roots *roots, const char *word, const char *unit, const char *home,
	struct outbox *outbox)
{
	char path[PATH_MAX];
	glob_t matches;

	if (!expand(word + (word[0] == '-'), home, path, sizeof(path)) ||
		glob(path, GLOB_NOSORT, NULL, &matches) != 0) {
		return;
	}
	for (size_t i = 0; i < matches.gl_pathc; i++) {
		roots_add_unit(roots, matches.gl_pathv[i], unit, outbox);
	}
	globfree(&matches);
}

/* Each line "EnvironmentFile=[-]PATH". */
static void read_lines(
	struct roots *roots, char *text, const char *unit, const char *home, struct outbox *outbox)
{
	static const char name[] = "EnvironmentFile=";

	for (char *line; (line = strsep(&text, "\n")) != NULL;) {
		line += strspn(line, " \t");
		if (strncmp(line, name, strlen(name)) == 0) {
			char *word = line + strlen(name);
			word += strspn(word, " \t\"'");
			word[strcspn(word, "\"'\r")] = '\0';
			add_files(roots, word, unit, home, outbox);
		}
	}
}

static void read_unit(struct roots *roots, int directory, const char *file, const char *unit,
	const char *home, struct outbox *outbox)
{
	int fd = openat(directory, file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat info;

	if (fd < 0) {
		return;
	}
	if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
		char *text = memory_alloc(UNIT_MAX + 1);
		ssize_t len = read(fd, text, UNIT_MAX);
		if (len > 0) {
			read_lines(roots, text, unit, home, outbox);
		}
		memory_wipe(text, UNIT_MAX); /* Environment= may hold a key */
		free(text);
	}
	close(fd);
}

static bool ends_with(const char *text, const char *end)
{
	const size_t len = strlen(text), end_len = strlen(end);

	return len > end_len && strcmp(text + len - end_len, end) == 0;
}

/* The units of a directory; for `unit` not NULL the additions to that one. */
static void read_directory(struct roots *roots, int at, const char *path, const char *unit,
	const char *home, struct outbox *outbox)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_NOATIME | O_CLOEXEC);
	DIR *directory;

	if (fd < 0) {
		fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	if (fd < 0 || (directory = fdopendir(fd)) == NULL) {
		return;
	}
	for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
		const char *name = entry->d_name;
		if (unit != NULL && ends_with(name, ".conf")) {
			read_unit(roots, fd, name, unit, home, outbox);
		} else if (unit == NULL && ends_with(name, ".service")) {
			read_unit(roots, fd, name, name, home, outbox);
		} else if (unit == NULL && ends_with(name, ".service.d")) {
			char *owner = memory_text(name);
			owner[strlen(name) - strlen(".d")] = '\0';
			read_directory(roots, fd, name, owner, home, outbox);
			free(owner);
		}
	}
	closedir(directory);
}

void units_add(struct roots *roots, const char *home, struct outbox *outbox)
{
	static const char *const directories[] = {"/etc/systemd/system", "/run/systemd/system",
		"/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/etc/systemd/user",
		"/usr/lib/systemd/user"};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(directories) / sizeof(*directories); i++) {
		read_directory(roots, AT_FDCWD, directories[i], NULL, home, outbox);
	}
	if (home != NULL &&
		snprintf(path, sizeof(path), "%s/.config/systemd/user", home) < (int)sizeof(path)) {
		read_directory(roots, AT_FDCWD, path, NULL, home, outbox);
	}
}
