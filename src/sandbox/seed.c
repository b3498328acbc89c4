/* SPDX-License-Identifier: MIT */
#include "seed.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "json.h"
#include "keyturn/buffer.h"
#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "password.h"
#include "seed_asset.h"

enum { SEED_MAX_BYTES = 1024 * 1024, DAY_SECONDS = 24 * 60 * 60 };

static const char *const members[] = {"name", "email", "domain", "id", "role", "password",
	"passwordExpiration", "apiKey", "region", "contactId", "phonePin", "enabled", "passcode",
	"mustSetUpMfa"};

static bool known_member(const char *name)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		if (strcmp(members[i], name) == 0) {
			return true;
		}
	}
	return false;
}

static bool check_members(struct json_object *json, struct error *error)
{
	json_object_object_foreach(json, name, value)
	{
		(void)value;
		if (!known_member(name)) {
			return error_set(
				error, ERROR_CONFIG, "the seed has an unknown member \"%s\"", name);
		}
	}
	return true;
}

static bool read_role(const char *text, struct user *user, struct error *error)
{
	for (enum role role = ROLE_DEFAULT; role <= ROLE_ADMIN; role++) {
		if (text == NULL || strcmp(text, access_role_name(role)) == 0) {
			user->role = role;
			return true;
		}
	}
	return error_set(error, ERROR_CONFIG, "the seed has an unknown role \"%s\"", text);
}

static bool read_expiration(const char *text, struct user *user, struct error *error)
{
	int days, end = 0;

	if (text == NULL) {
		return true;
	}
	if (sscanf(text, "P%5dD%n", &days, &end) == 1 && end > 0 && text[end] == '\0') {
		user->password_expires = clock_wall() + (int64_t)days * DAY_SECONDS;
		return true;
	}
	return clock_parse(text, &user->password_expires) ||
		error_set(error, ERROR_CONFIG,
			"the seed's passwordExpiration \"%s\" is neither a number of days nor a date",
			text);
}

static bool read_password(const char *text, struct user *user, struct error *error)
{
	if (text == NULL) {
		return true;
	}
	user->password = password_hash(text);
	return user->password != NULL ||
		error_set(error, ERROR_SYSTEM, "not enough memory to hash a password");
}

static void read_key(struct json_object *json, struct user *user)
{
	struct json_object *null;
	char key[KEY_SIZE];

	user->api_key = memory_text(json_text(json, "apiKey"));
	if (!json_object_object_get_ex(json, "apiKey", &null)) {
		password_make_key(key);
		user->api_key = memory_text(key);
		sodium_memzero(key, sizeof(key));
	}
}

static char *text_or(struct json_object *json, const char *name, const char *otherwise)
{
	const char *text = json_text(json, name);

	return memory_text(text == NULL ? otherwise : text);
}

static bool read_user(struct json_object *json, struct user *user, struct error *error)
{
	char id[32];

	if (json_text(json, "name") == NULL || json_text(json, "email") == NULL ||
		json_text(json, "domain") == NULL) {
		return error_set(
			error, ERROR_CONFIG, "a user in the seed has no name, email or domain");
	}
	snprintf(id, sizeof(id), "%u", 20000000 + randombytes_uniform(70000000));
	user->id = text_or(json, "id", id);
	user->name = text_or(json, "name", NULL);
	user->email = text_or(json, "email", NULL);
	user->domain = text_or(json, "domain", NULL);
	user->region = text_or(json, "region", "");
	user->contact = text_or(json, "contactId", "");
	user->phone_pin = text_or(json, "phonePin", NULL);
	user->passcode = text_or(json, "passcode", NULL);
	user->mfa = user->passcode != NULL;
	user->mfa_wanted = json_flag(json, "mustSetUpMfa", false);
	user->enabled = json_flag(json, "enabled", true);
	user->created = user->updated = clock_wall();
	read_key(json, user);
	return read_role(json_text(json, "role"), user, error) &&
		read_expiration(json_text(json, "passwordExpiration"), user, error) &&
		read_password(json_text(json, "password"), user, error);
}

static bool add_user(struct store *store, struct json_object *json, struct error *error)
{
	struct user user = {0};
	bool done = check_members(json, error) && read_user(json, &user, error);

	if (done && !store_user_add(store, &user)) {
		done = error_set(error, ERROR_CONFIG,
			"the seed's user %s has the same ID or name as another one", user.name);
	}
	user_finish(&user);
	return done;
}

static bool add_users(struct store *store, struct json_object *json, struct error *error)
{
	struct json_object *users = json_list(json, "users");

	if (users == NULL || json_object_array_length(users) == 0) {
		return error_set(error, ERROR_CONFIG, "the seed has no list \"users\"");
	}
	if (!store_begin(store)) {
		return error_set(error, ERROR_SYSTEM, "cannot write to the database");
	}
	for (size_t i = 0; i < json_object_array_length(users); i++) {
		struct json_object *user = json_object_array_get_idx(users, i);

		if (!json_object_is_type(user, json_type_object)) {
			return error_set(
				error, ERROR_CONFIG, "a user in the seed is not an object");
		}
		if (!add_user(store, user, error)) {
			return false;
		}
	}
	return store_commit(store) ||
		error_set(error, ERROR_SYSTEM, "cannot write to the database");
}

static bool seed_from_text(struct store *store, const char *text, size_t len, struct error *error)
{
	struct json_object *json = json_parse(text, len);
	bool done;

	if (json == NULL) {
		return error_set(error, ERROR_CONFIG, "the seed is not a JSON object");
	}
	done = add_users(store, json, error);
	json_object_put(json);
	return done;
}

static bool read_file(const char *path, struct buffer *text, struct error *error)
{
	FILE *file = fopen(path, "re");
	char chunk[4096];
	size_t len;
	bool done = file != NULL;

	while (done && (len = fread(chunk, 1, sizeof(chunk), file)) > 0) {
		done = buffer_append(text, chunk, len);
		errno = done ? 0 : EFBIG;
	}
	if (!done || ferror(file)) {
		done = error_set(error, ERROR_SYSTEM, "%s: %s", path, strerror(errno));
	}
	if (file != NULL) {
		fclose(file);
	}
	sodium_memzero(chunk, sizeof(chunk));
	return done;
}

bool seed_store(struct store *store, const char *path, struct error *error)
{
	struct buffer text;
	bool done;

	if (path == NULL) {
		return seed_from_text(store, asset_seed, sizeof(asset_seed) - 1, error);
	}
	buffer_init(&text, SEED_MAX_BYTES);
	done = read_file(path, &text, error) &&
		seed_from_text(store, buffer_text(&text), text.len, error);
	buffer_finish(&text);
	return done;
}
