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
#include "multifactor.h"
#include "otp.h"
#include "password.h"
#include "roles.h"
#include "seed_asset.h"

enum { SEED_MAX_BYTES = 64 * 1024 * 1024, DAY_SECONDS = 24 * 60 * 60 };

static const char *const user_members[] = {"name", "email", "domain", "id", "role", "password",
	"passwordExpiration", "apiKey", "region", "contactId", "phonePin", "phonePinLocked",
	"enabled", "passcode", "phone", "otpSecret", "mustSetUpMfa", "roles", NULL};
static const char *const domain_members[] = {
	"id", "sessionInactivityTimeout", "multiFactorLevel", NULL};

/* A seeding in progress. Hashing is slow by design, and users of a large seed often share a password,
 * so the last hash is reused. */
struct seeding {
	struct store *store;
	struct error *error;
	int more;             /* users to add that are all alike */
	const char *password; /* NULL: nothing was hashed yet */
	char *hash;
};

static bool known_member(const char *const members[], const char *name)
{
	for (size_t i = 0; members[i] != NULL; i++) {
		if (strcmp(members[i], name) == 0) {
			return true;
		}
	}
	return false;
}

static bool check_members(
	struct json_object *json, const char *const members[], struct error *error)
{
	json_object_object_foreach(json, name, value)
	{
		(void)value;
		if (!known_member(members, name)) {
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

static bool read_password(struct seeding *seeding, const char *text, struct user *user)
{
	if (text == NULL) {
		return true;
	}
	if (seeding->password == NULL || strcmp(seeding->password, text) != 0) {
		free(seeding->hash);
		seeding->password = text;
		seeding->hash = password_hash(text);
	}
	user->password = memory_text(seeding->hash);
	return user->password != NULL ||
		error_set(seeding->error, ERROR_SYSTEM, "not enough memory to hash a password");
}

/* The devices are added after the user, see add_devices(). */
static bool read_factors(struct json_object *json, struct user *user, struct error *error)
{
	const char *secret = json_text(json, "otpSecret");

	if (secret != NULL && !otp_secret_good(secret)) {
		return error_set(error, ERROR_CONFIG,
			"the seed's otpSecret is not base32 of 10 bytes or more");
	}
	user->passcode = memory_text(json_text(json, "passcode"));
	user->mfa = user->passcode != NULL || secret != NULL;
	user->mfa_factor = user->passcode == NULL && secret != NULL ? DEVICE_OTP : DEVICE_PHONE;
	user->mfa_level = json_flag(json, "mustSetUpMfa", false) ? MFA_REQUIRED : MFA_DEFAULT;
	return true;
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

static bool read_user(struct seeding *seeding, struct json_object *json, struct user *user)
{
	struct error *error = seeding->error;
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
	user->pin_locked = json_flag(json, "phonePinLocked", false);
	user->enabled = json_flag(json, "enabled", true);
	user->created = user->updated = user->password_set = clock_wall();
	read_key(json, user);
	return read_role(json_text(json, "role"), user, error) &&
		read_expiration(json_text(json, "passwordExpiration"), user, error) &&
		read_factors(json, user, error) &&
		read_password(seeding, json_text(json, "password"), user);
}

static bool add_device(struct store *store, const struct user *user, enum device_kind kind,
	const char *name, const char *secret)
{
	char id[KEY_SIZE];
	const struct device device = {
		.id = id,
		.user_id = user->id,
		.name = (char *)(uintptr_t)name,
		.secret = (char *)(uintptr_t)secret,
		.kind = kind,
		.verified = true,
	};

	password_make_key(id);
	return store_device_add(store, &device);
}

static bool add_devices(struct store *store, struct json_object *json, const struct user *user)
{
	const char *number = json_text(json, "phone"), *secret = json_text(json, "otpSecret");

	if (number == NULL) {
		number = "+1 210-555-0100";
	}
	return (user->passcode == NULL || add_device(store, user, DEVICE_PHONE, number, NULL)) &&
		(secret == NULL || add_device(store, user, DEVICE_OTP, "Authenticator", secret));
}

static bool add_roles(struct seeding *seeding, struct json_object *json, const struct user *user)
{
	struct json_object *roles = json_list(json, "roles");
	size_t count = roles == NULL ? 0 : json_object_array_length(roles);

	for (size_t i = 0; i < count; i++) {
		const char *id = json_object_get_string(json_object_array_get_idx(roles, i));

		if (id == NULL || !roles_of_product(id)) {
			return error_set(seeding->error, ERROR_CONFIG,
				"the seed's role \"%s\" is not known", id == NULL ? "" : id);
		}
		if (!store_role_add(seeding->store, user->id, id)) {
			return error_set(
				seeding->error, ERROR_SYSTEM, "cannot write to the database");
		}
	}
	return true;
}

static bool add_user(struct seeding *seeding, struct json_object *json)
{
	struct user user = {0};
	bool done = check_members(json, user_members, seeding->error) &&
		read_user(seeding, json, &user);

	if (done && !store_user_add(seeding->store, &user)) {
		done = error_set(seeding->error, ERROR_CONFIG,
			"the seed's user %s has the same ID or name as another one", user.name);
	}
	if (done && !add_devices(seeding->store, json, &user)) {
		done = error_set(seeding->error, ERROR_SYSTEM, "cannot write to the database");
	}
	done = done && add_roles(seeding, json, &user);
	user_finish(&user);
	return done;
}

static bool add_domain(struct seeding *seeding, struct json_object *json)
{
	const char *id = json_text(json, "id");
	const char *timeout = json_text(json, "sessionInactivityTimeout");
	const char *level = json_text(json, "multiFactorLevel");
	struct domain domain;

	if (!check_members(json, domain_members, seeding->error)) {
		return false;
	}
	if (id == NULL) {
		return error_set(seeding->error, ERROR_CONFIG, "a domain of the seed lacks its id");
	}
	domain = store_domain(seeding->store, id);
	if ((timeout != NULL && !clock_parse_duration(timeout, &domain.inactivity)) ||
		(level != NULL && !multifactor_level_parse(level, &domain.mfa_level))) {
		return error_set(seeding->error, ERROR_CONFIG,
			"the seed's domain %s has a time-out or level that is not known", id);
	}
	return store_domain_change(seeding->store, id, &domain) ||
		error_set(seeding->error, ERROR_SYSTEM, "cannot write to the database");
}

static bool add_each(struct seeding *seeding, struct json_object *list, const char *what,
	bool add(struct seeding *seeding, struct json_object *json))
{
	size_t count = list == NULL ? 0 : json_object_array_length(list);

	for (size_t i = 0; i < count; i++) {
		struct json_object *item = json_object_array_get_idx(list, i);

		if (!json_object_is_type(item, json_type_object)) {
			return error_set(seeding->error, ERROR_CONFIG,
				"a %s in the seed is not an object", what);
		}
		if (!add(seeding, item)) {
			return false;
		}
	}
	return true;
}

static void describe_another(struct json_object *json, int number, const char *domain)
{
	char name[32], email[64];

	snprintf(name, sizeof(name), "user%05d", number);
	snprintf(email, sizeof(email), "%s@example.org", name);
	json_put_text(json, "name", name);
	json_put_text(json, "email", email);
	json_put_text(json, "domain", domain);
	json_put_text(json, "region", "DFW");
}

static bool add_more(struct seeding *seeding, struct json_object *first)
{
	bool done = true;

	for (int number = 1; done && number <= seeding->more; number++) {
		struct json_object *json = json_object_new_object();
		char id[16];

		snprintf(id, sizeof(id), "%d", 100000000 + number);
		json_put_text(json, "id", id);
		describe_another(json, number, json_text(first, "domain"));
		done = add_user(seeding, json);
		json_object_put(json);
	}
	return done;
}

static bool add_all(struct seeding *seeding, struct json_object *json)
{
	struct json_object *users = json_list(json, "users");

	if (users == NULL || json_object_array_length(users) == 0) {
		return error_set(seeding->error, ERROR_CONFIG, "the seed has no list \"users\"");
	}
	if (!store_begin(seeding->store)) {
		return error_set(seeding->error, ERROR_SYSTEM, "cannot write to the database");
	}
	return add_each(seeding, json_list(json, "domains"), "domain", add_domain) &&
		add_each(seeding, users, "user", add_user) &&
		add_more(seeding, json_object_array_get_idx(users, 0)) &&
		(store_commit(seeding->store) ||
			error_set(seeding->error, ERROR_SYSTEM, "cannot write to the database"));
}

static bool seed_from_text(
	struct store *store, const char *text, size_t len, int more, struct error *error)
{
	struct json_object *json = json_parse(text, len);
	struct seeding seeding = {.store = store, .error = error, .more = more};
	bool done;

	if (json == NULL) {
		return error_set(error, ERROR_CONFIG, "the seed is not a JSON object");
	}
	done = add_all(&seeding, json);
	free(seeding.hash);
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

bool seed_store(struct store *store, const char *path, int more, struct error *error)
{
	struct buffer text;
	bool done;

	if (path == NULL) {
		return seed_from_text(store, asset_seed, sizeof(asset_seed) - 1, more, error);
	}
	buffer_init(&text, SEED_MAX_BYTES);
	done = read_file(path, &text, error) &&
		seed_from_text(store, buffer_text(&text), text.len, more, error);
	buffer_finish(&text);
	return done;
}
