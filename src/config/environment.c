/* SPDX-License-Identifier: MIT
 * The variables that other clients use: rack and old gophercloud (RS_*), Ansible's rax modules
 * (RAX_*), novaclient and its relatives (OS_*), whose password is the API key when they are told
 * that they talk to Rackspace. */
#include "environment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/login.h"
#include "keyturn/memory.h"

static const struct {
	const char *username, *url, *region, *api_key, *password;
} names[ENVIRONMENT_FAMILIES] = {
	{"RS_USERNAME", "RS_AUTH_URL", "RS_REGION_NAME", "RS_API_KEY", "RS_PASSWORD"},
	{"RAX_USERNAME", NULL, "RAX_REGION", "RAX_API_KEY", NULL},
	{"OS_USERNAME", "OS_AUTH_URL", "OS_REGION_NAME", "OS_API_KEY", "OS_PASSWORD"},
};

enum { OS_FAMILY = 2 };

static const char *value_of(const char *name)
{
	const char *value = name != NULL ? getenv(name) : NULL;

	return value != NULL && value[0] != '\0' ? value : NULL;
}

/* Every one of that name: a variable may be there twice, and getenv() sees the first only. */
static void wipe(const char *name)
{
	size_t len = strlen(name);

	for (char **variable = environ; variable != NULL && *variable != NULL; variable++) {
		if (strncmp(*variable, name, len) == 0 && (*variable)[len] == '=') {
			memory_wipe(*variable + len + 1, strlen(*variable + len + 1));
		}
	}
	unsetenv(name);
}

static bool take(const char *name, struct secret **secret, struct error *error)
{
	const char *value = value_of(name);
	size_t len = value != NULL ? strlen(value) : 0;
	bool taken = true;

	*secret = NULL;
	if (len > CREDENTIAL_MAX) {
		taken = error_set(error, ERROR_CREDENTIAL_SOURCE, "%s is longer than %d bytes",
			name, CREDENTIAL_MAX);
	} else if (len > 0) {
		*secret = secret_create(value, len);
		taken = *secret != NULL ||
			error_set(error, ERROR_SYSTEM, "no guarded memory is left");
	}
	if (name != NULL) {
		wipe(name);
	}
	return taken;
}

/* Both secrets leave the environment, whichever of them is used. */
static bool take_secret(
	struct environment_family *family, unsigned index, bool rackspace, struct error *error)
{
	struct secret *api_key, *password;
	bool taken = take(names[index].api_key, &api_key, error);

	if (!take(names[index].password, &password, taken ? error : NULL)) {
		taken = false;
	}
	bool use_key = api_key != NULL;
	family->secret = use_key ? api_key : password;
	family->secret_name = use_key ? names[index].api_key : names[index].password;
	family->kind = use_key || rackspace ? CREDENTIAL_API_KEY : CREDENTIAL_PASSWORD;
	if (use_key) {
		secret_unlink(password);
	}
	return taken;
}

/* What novaclient's Rackspace extension and supernova are told by: "rackspace", "rackspace_uk". */
static const char *os_service(void)
{
	const char *system = value_of("OS_AUTH_SYSTEM");
	const char *flag = value_of("NOVA_RAX_AUTH");

	if (system != NULL && strcmp(system, "rackspace_uk") == 0) {
		return "rackspace-uk";
	}
	bool rackspace = (system != NULL && strncmp(system, "rackspace", 9) == 0) ||
		(flag != NULL && strcmp(flag, "1") == 0);
	return rackspace ? "rackspace-us" : NULL;
}

struct environment *environment_take(struct error *error)
{
	struct environment *environment = memory_alloc(sizeof(*environment));
	const char *system = os_service();
	bool taken = true;

	for (unsigned i = 0; i < ENVIRONMENT_FAMILIES; i++) {
		struct environment_family *family = &environment->families[i];
		bool os = i == OS_FAMILY;
		bool rackspace = os && system != NULL;

		*family = (struct environment_family){
			.username = memory_text(value_of(names[i].username)),
			.url = memory_text(value_of(names[i].url)),
			.region = memory_text(value_of(names[i].region)),
			.username_name = names[i].username,
			.url_name = names[i].url,
			.needs_url = os && !rackspace,
		};
		if (family->url == NULL && rackspace) {
			family->url = memory_text(system);
			family->url_name = "OS_AUTH_SYSTEM";
		}
		if (!take_secret(family, i, rackspace, taken ? error : NULL)) {
			taken = false;
		}
	}
	if (!taken) {
		environment_destroy(environment);
		return NULL;
	}
	return environment;
}

void environment_destroy(struct environment *environment)
{
	if (environment == NULL) {
		return;
	}
	for (unsigned i = 0; i < ENVIRONMENT_FAMILIES; i++) {
		struct environment_family *family = &environment->families[i];
		free(family->username);
		free(family->url);
		free(family->region);
		secret_unlink(family->secret);
	}
	free(environment);
}
