/* SPDX-License-Identifier: MIT */
#include "keyturn/paths.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keyturn/memory.h"
#include "own_directory.h"

/* "/" is what daemons are given that have no home; nothing of a user's belongs there. */
static bool usable_home(const char *home)
{
	return home != NULL && home[0] == '/' && home[strspn(home, "/")] != '\0';
}

static char *find_home(void)
{
	const char *home = getenv("HOME");

	if (!usable_home(home)) {
		const struct passwd *user = getpwuid(geteuid());
		home = user != NULL ? user->pw_dir : NULL;
	}
	return usable_home(home) ? memory_text(home) : NULL;
}

static char *join(const char *a, const char *b)
{
	size_t size = strlen(a) + strlen(b) + 1;
	char *path = memory_alloc(size);

	snprintf(path, size, "%s%s", a, b);
	return path;
}

/* What the user named, made absolute so that it stays the same file whatever directory we are in. */
static char *named(const char *option)
{
	char here[PATH_MAX];

	if (option[0] == '/' || getcwd(here, sizeof(here) - 1) == NULL) {
		return memory_text(option);
	}
	memcpy(here + strlen(here), "/", 2);
	return join(here, option);
}

static char *xdg(const char *variable, const char *home, const char *below_home, const char *leaf)
{
	const char *base = getenv(variable);

	if (base != NULL && base[0] == '/') {
		return join(base, leaf);
	}
	if (home == NULL) {
		return NULL;
	}
	char *under_home = join(home, below_home);
	char *path = join(under_home, leaf);
	free(under_home);
	return path;
}

bool paths_find(struct paths *paths, const char *config_option, const char *state_option,
	struct error *error)
{
	*paths = (struct paths){.home = find_home(), .config_named = config_option != NULL};

	if (config_option != NULL && config_option[0] == '\0') {
		paths_finish(paths);
		return error_set(error, ERROR_USAGE, "--config needs the name of a file");
	}
	if (state_option != NULL && state_option[0] == '\0') {
		paths_finish(paths);
		return error_set(error, ERROR_USAGE, "--state-dir needs the name of a directory");
	}
	paths->config_file = config_option != NULL
		? named(config_option)
		: xdg("XDG_CONFIG_HOME", paths->home, "/.config", "/keyturn/config.ini");
	paths->state_dir = state_option != NULL
		? named(state_option)
		: xdg("XDG_STATE_HOME", paths->home, "/.local/state", "/keyturn");
	if (paths->config_file == NULL || paths->state_dir == NULL) {
		paths_finish(paths);
		return error_set(error, ERROR_CONFIG,
			"there is no home directory: set HOME, or give --config and --state-dir");
	}
	return true;
}

void paths_finish(struct paths *paths)
{
	free(paths->home);
	free(paths->config_file);
	free(paths->state_dir);
	*paths = (struct paths){0};
}

bool paths_make_config_dir(const struct paths *paths, struct error *error)
{
	const char *slash = strrchr(paths->config_file, '/');

	if (slash == NULL || slash == paths->config_file) {
		return true;
	}
	char *directory = strndupa(paths->config_file, (size_t)(slash - paths->config_file));
	return own_directory_make(directory, error);
}

bool paths_make_state_dir(const struct paths *paths, struct error *error)
{
	int fd = -1;
	bool ok = own_directory_make(paths->state_dir, error) &&
		(fd = own_directory_open(paths->state_dir, error)) >= 0;

	if (fd >= 0) {
		close(fd);
	}
	return ok;
}
