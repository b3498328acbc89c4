/* SPDX-License-Identifier: MIT */
#include "demo.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "call.h"
#include "demo_home.h"
#include "keyturn/clock.h"
#include "keyturn/identity.h"
#include "keyturn/memory.h"

extern char **environ;

enum { URL_MAX = 256, START_MS = 15000 };

struct demo {
	pid_t pid;
	int hold; /* the service ends when this closes, even if we are killed */
	char url[URL_MAX];
	char *home;
};

/* ---- the service ---- */

/* Beside this executable, in the build tree's place, or on PATH. */
static void find_service(char *path, size_t size)
{
	static const char *const places[] = {"keyturn-sandbox", "sandbox/keyturn-sandbox"};
	char self[4096];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[len > 0 ? len : 0] = '\0';
	char *slash = strrchr(self, '/');
	if (slash != NULL) {
		*slash = '\0';
		for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
			snprintf(path, size, "%s/%s", self, places[i]);
			if (access(path, X_OK) == 0) {
				return;
			}
		}
	}
	snprintf(path, size, "keyturn-sandbox");
}

static bool spawn_service(struct demo *demo, int input, int output, struct error *error)
{
	char path[4200];
	char *const argv[] = {path, (char *)"--exit-with-stdin", NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;

	find_service(path, sizeof(path));
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	posix_spawnattr_init(&attributes);
	sigemptyset(&none);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setpgroup(&attributes, 0); /* the terminal's keys are not for it */
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
	int result = posix_spawnp(&demo->pid, path, &actions, &attributes, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	if (result != 0) {
		demo->pid = 0;
		return error_set(error, ERROR_SYSTEM, "keyturn-sandbox cannot be started: %s",
			strerror(result));
	}
	return true;
}

/* The service's first line is its URL. */
static bool read_url(struct demo *demo, int output, struct error *error)
{
	const int64_t deadline = clock_monotonic() + START_MS;
	size_t len = 0;

	while (len < URL_MAX - 1) {
		struct pollfd ready = {.fd = output, .events = POLLIN};
		int64_t left = deadline - clock_monotonic();
		if (left <= 0 || (poll(&ready, 1, (int)left) < 0 && errno != EINTR)) {
			return error_set(
				error, ERROR_SYSTEM, "keyturn-sandbox did not start in time");
		}
		if (ready.revents == 0) {
			continue;
		}
		if (read(output, demo->url + len, 1) != 1) {
			return error_set(error, ERROR_SYSTEM, "keyturn-sandbox ended at once");
		}
		if (demo->url[len] == '\n') {
			demo->url[len] = '\0';
			return true;
		}
		len++;
	}
	return error_set(error, ERROR_SYSTEM, "keyturn-sandbox did not tell its URL");
}

static bool start_service(struct demo *demo, struct error *error)
{
	int input[2], output[2];

	if (pipe2(input, O_CLOEXEC) != 0) {
		return error_set(error, ERROR_SYSTEM, "%s", strerror(errno));
	}
	if (pipe2(output, O_CLOEXEC) != 0) {
		error_set(error, ERROR_SYSTEM, "%s", strerror(errno));
		close(input[0]);
		close(input[1]);
		return false;
	}
	demo->hold = input[1];
	bool ok = spawn_service(demo, input[0], output[1], error);
	close(input[0]);
	close(output[1]);
	ok = ok && read_url(demo, output[0], error);
	close(output[0]);
	return ok;
}

/* ---- the key that the home's files hold ---- */

static bool read_key(struct demo *demo, struct secret **key, struct error *error)
{
	struct call *call = call_create(demo->url, true, error);
	struct identity_request sign_in = {.op = IDENTITY_SIGN_IN,
		.kind = CREDENTIAL_PASSWORD,
		.username = DEMO_USERNAME,
		.secret = secret_create(DEMO_PASSWORD, strlen(DEMO_PASSWORD))};
	struct identity_request get_key = {.op = IDENTITY_GET_KEY};
	struct identity_reply reply = {0};

	if (call == NULL) {
		identity_request_finish(&sign_in);
		return false;
	}
	bool ok = call_send(call, &sign_in, &reply);
	if (ok) {
		identity_reply_finish(&reply);
		ok = call_send(call, &get_key, &reply);
	}
	if (ok) {
		*key = secret_link(credential_secret(&reply.credential));
	} else {
		*error = reply.error;
	}
	identity_reply_finish(&reply);
	call_destroy(call);
	return ok;
}

struct demo *demo_start(struct error *error)
{
	struct demo *demo = memory_alloc(sizeof(*demo));
	struct secret *key = NULL;

	demo->hold = -1;
	if (!start_service(demo, error) || !read_key(demo, &key, error)) {
		demo_stop(demo);
		return NULL;
	}
	demo->home = demo_home_create(demo->url, DEMO_USERNAME, key, error);
	secret_unlink(key);
	if (demo->home == NULL) {
		demo_stop(demo);
		return NULL;
	}
	return demo;
}

void demo_stop(struct demo *demo)
{
	if (demo == NULL) {
		return;
	}
	if (demo->hold >= 0) {
		close(demo->hold);
	}
	if (demo->pid > 0) {
		kill(demo->pid, SIGTERM);
		while (waitpid(demo->pid, NULL, 0) < 0 && errno == EINTR) {
		}
	}
	demo_home_remove(demo->home);
	free(demo->home);
	free(demo);
}

const char *demo_url(const struct demo *demo)
{
	return demo->url;
}

const char *demo_home(const struct demo *demo)
{
	return demo->home;
}
