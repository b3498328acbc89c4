/* SPDX-License-Identifier: MIT
 * keyturn contacts add: a further user of the account. */
#include <stdio.h>
#include <string.h>

#include "ask_secret.h"
#include "changing.h"
#include "contact.h"
#include "contacts.h"
#include "keyturn/account_rules.h"
#include "output.h"

/* The service makes a password when it is given none, and tells it once ("Add user"). */
static bool makes_password(const struct options *options)
{
	return options->new_password_fd < 0;
}

static struct told_once told_of(const struct options *options)
{
	return makes_password(options)
		? (struct told_once){.member = "password", .label = "Password"}
		: (struct told_once){.member = NULL};
}

bool contacts_add_check(const struct options *options, struct error *error)
{
	if (options->email == NULL) {
		return error_set(error, ERROR_USAGE, "--email=ADDRESS is missing");
	}
	if (!makes_password(options) && (options->reveal || options->out != NULL)) {
		return error_set(error, ERROR_USAGE,
			"with --new-password-fd the service makes no password to tell");
	}
	if (makes_password(options) && !options->reveal && options->out == NULL) {
		return error_set(error, ERROR_USAGE,
			"the service makes the password and tells it once: say where it goes, with "
			"--out=FILE or --reveal, or give one, with --new-password-fd=N");
	}
	return contacts_check_name(options->argv[1], error) &&
		contacts_check_values(options, error);
}

/* A name that is taken would otherwise look, when no answer comes, as if it had just been added. */
static bool is_free(
	struct call *call, const struct session *session, const char *name, struct error *error)
{
	struct contact contact;
	struct error found = {0};

	if (contact_find(&contact, call, session, name, &found)) {
		return error_set(error, ERROR_CONFLICT, "there is a user named %s", name);
	}
	if (found.kind == ERROR_FORBIDDEN) {
		return error_set(error, ERROR_CONFLICT,
			"the name %s is taken by a user that you may not see", name);
	}
	*error = found;
	return found.kind == ERROR_NOT_FOUND;
}

static bool prepare(struct changing *changing, const struct options *options,
	char look[CONTACTS_WORDS_SIZE], struct error *error)
{
	struct user user = {.enabled = !options->disabled};
	struct user_edit edit = {
		.fields = USER_NAME | USER_EMAIL | USER_ENABLED, .enabled = !options->disabled};

	snprintf(user.name, sizeof(user.name), "%s", options->argv[1]);
	memcpy(edit.name, user.name, sizeof(edit.name));
	contacts_take_values(&edit, options);
	if (!makes_password(options)) {
		edit.fields |= USER_PASSWORD;
	}
	changing_init(changing, "contacts add", IDENTITY_ADD_USER, &user);
	changing_edit(changing, &edit);
	changing_add(changing, "password", "Password", NULL,
		makes_password(options) ? "made by the service" : "as given");
	changing->told = told_of(options);
	changing->lost = ERROR_PASSWORD_LOST;
	changing->look = contacts_look(&user, look);
	changing->next = "'keyturn contacts roles NAME --add=ROLE' gives them a role";
	return makes_password(options) ||
		(changing->request.secret = contacts_read_password(options, error)) != NULL;
}

/* The answer has the ID. */
static void take_user(struct changing *changing)
{
	const struct user_list *users = changing->change.reply.users;

	if (changing_done(changing) && users != NULL && users->count > 0) {
		memcpy(changing->user.id, users->users[0].id, sizeof(changing->user.id));
	}
}

/* That the account is full has the status that a rate limit has ("Over Limit"); the service's reason tells. */
static void tell_full(struct changing *changing)
{
	enum { OVER_LIMIT = 413 };
	struct change *change = &changing->change;

	if (change->outcome == CHANGE_REFUSED && change->error.http == OVER_LIMIT) {
		change->error.kind = ERROR_REQUEST;
	}
}

enum exit_status contacts_add(
	struct context *context, struct call *call, const struct session *session)
{
	const struct options *options = context->options;
	const char *refusal = permit_refusal(session, "", ROLE_OTHER, PERMIT_ADD_USER);
	struct changing changing = {0};
	struct error error = {0};
	char look[CONTACTS_WORDS_SIZE];
	enum exit_status status;

	if (refusal != NULL) {
		error_set(&error, ERROR_FORBIDDEN, "%s", refusal);
	}
	if (refusal != NULL || !is_free(call, session, options->argv[1], &error) ||
		!prepare(&changing, options, look, &error) ||
		!changing_go(&changing, context, call, &error)) {
		status = output_error(options->json, &error);
	} else {
		take_user(&changing);
		tell_full(&changing);
		status = changing_tell(&changing, context);
	}
	changing_finish(&changing);
	return status;
}
