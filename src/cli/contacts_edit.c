/* SPDX-License-Identifier: MIT
 * keyturn contacts edit, enable, disable, remove: what is changed of users that there are. */
#include <stdio.h>
#include <string.h>

#include "ask_secret.h"
#include "changing.h"
#include "contact.h"
#include "contacts.h"
#include "keyturn/account_rules.h"
#include "output.h"

#define ENABLE  "contacts enable"
#define DISABLE "contacts disable"

/* ---- values, also of those who are added ---- */

static bool check_rule(const char *what, const char *broken, struct error *error)
{
	return broken == NULL || error_set(error, ERROR_USAGE, "%s: %s", what, broken);
}

bool contacts_check_name(const char *name, struct error *error)
{
	return check_rule("the username", rule_of_name(name), error);
}

bool contacts_check_values(const struct options *options, struct error *error)
{
	if (options->region != NULL && strlen(options->region) >= ACCOUNT_REGION_SIZE) {
		return error_set(error, ERROR_USAGE, "--region: it is too long");
	}
	return options->email == NULL ||
		check_rule("--email", rule_of_email(options->email), error);
}

void contacts_take_values(struct user_edit *edit, const struct options *options)
{
	if (options->email != NULL) {
		edit->fields |= USER_EMAIL;
		snprintf(edit->email, sizeof(edit->email), "%s", options->email);
	}
	if (options->region != NULL) {
		edit->fields |= USER_REGION;
		snprintf(edit->region, sizeof(edit->region), "%s", options->region);
	}
}

struct secret *contacts_read_password(const struct options *options, struct error *error)
{
	const struct secret_wanted wanted = {.descriptor = options->new_password_fd,
		.option = "--new-password-fd",
		.what = "new password",
		.rule = rule_of_password};

	return ask_secret(&wanted, options, error);
}

/* ---- who, and may they ---- */

bool contacts_target(struct contact *contact, struct call *call, const struct session *session,
	const char *name, struct error *error)
{
	if (!contact_find(contact, call, session, name, error)) {
		return false;
	}
	if (!contact->role_known) {
		contact_read_roles(contact, call);
	}
	if (contact->unread.kind == ERROR_INTERRUPTED) {
		*error = contact->unread;
		return false;
	}
	return true;
}

bool contacts_permit(const struct contact *contact, const struct session *session, enum permit what,
	struct error *error)
{
	const char *refusal = permit_refusal(session, contact->user.id, contact->role, what);

	return refusal == NULL ||
		error_set(error, ERROR_FORBIDDEN, "%s: %s", contact->user.name, refusal);
}

const char *contacts_look(const struct user *user, char out[CONTACTS_WORDS_SIZE])
{
	snprintf(out, CONTACTS_WORDS_SIZE, "'keyturn contacts show %s'", user->name);
	return out;
}

/* ---- edit ---- */

bool contacts_edit_check(const struct options *options, struct error *error)
{
	if (options->email == NULL && options->region == NULL && options->name == NULL &&
		options->new_password_fd < 0) {
		return error_set(error, ERROR_USAGE,
			"say what to change: --email, --region, --name or --new-password-fd");
	}
	return contacts_check_values(options, error) &&
		(options->name == NULL || check_rule("--name", rule_of_name(options->name), error));
}

static bool prepare_edit(
	struct changing *changing, const struct options *options, struct error *error)
{
	struct user_edit edit = {0};

	contacts_take_values(&edit, options);
	if (options->name != NULL) {
		edit.fields |= USER_NAME;
		snprintf(edit.name, sizeof(edit.name), "%s", options->name);
		changing->leads_to = "programs that sign in with the old name are refused from "
				     "then on";
	}
	if (options->new_password_fd >= 0) {
		edit.fields |= USER_PASSWORD;
	}
	changing_edit(changing, &edit);
	if (options->new_password_fd < 0) {
		return true;
	}
	changing_add(changing, "password", "Password", NULL, "as given");
	changing->dangerous = true;
	changing->request.secret = contacts_read_password(options, error);
	return changing->request.secret != NULL;
}

static enum exit_status edit(
	struct context *context, struct call *call, const struct contact *contact)
{
	struct changing changing = {0};
	char look[CONTACTS_WORDS_SIZE];
	struct error error = {0};
	enum exit_status status;

	changing_init(&changing, "contacts edit", IDENTITY_UPDATE_USER, &contact->user);
	changing.look = contacts_look(&changing.user, look);
	if (prepare_edit(&changing, context->options, &error)) {
		return changing_run(&changing, context, call);
	}
	status = output_error(context->options->json, &error);
	changing_finish(&changing);
	return status;
}

enum exit_status contacts_edit(
	struct context *context, struct call *call, const struct session *session)
{
	const struct options *options = context->options;
	struct contact contact;
	struct error error = {0};
	const bool ok = contacts_target(&contact, call, session, options->argv[1], &error) &&
		contacts_permit(&contact, session, PERMIT_EDIT, &error) &&
		(options->new_password_fd < 0 ||
			contacts_permit(&contact, session, PERMIT_SET_PASSWORD, &error));
	const enum exit_status status = ok ? edit(context, call, &contact)
					   : output_error(options->json, &error);

	contact_finish(&contact);
	return status;
}

/* ---- remove ---- */

static enum exit_status take_away(
	struct context *context, struct call *call, const struct contact *contact)
{
	struct changing changing;
	char look[CONTACTS_WORDS_SIZE];

	changing_init(&changing, "contacts remove", IDENTITY_DELETE_USER, &contact->user);
	changing_add(&changing, "username", "Username", contact->user.name, NULL);
	changing_add(&changing, "email", "E-mail", contact->user.email, NULL);
	changing.check = changing.dangerous = changing.by_name = true;
	changing.leads_to = "the user and their API key are gone for good; programs that use them "
			    "are refused";
	changing.look = contacts_look(&changing.user, look);
	return changing_run(&changing, context, call);
}

enum exit_status contacts_remove(
	struct context *context, struct call *call, const struct session *session)
{
	const struct options *options = context->options;
	struct contact contact;
	struct error error = {0};
	const enum exit_status status = contacts_target(&contact, call, session, options->argv[1],
						&error) &&
			contacts_permit(&contact, session, PERMIT_DELETE, &error)
		? take_away(context, call, &contact)
		: output_error(options->json, &error);

	contact_finish(&contact);
	return status;
}

/* ---- enable, disable ---- */

static enum exit_status change_enabled(
	struct contacts_series *series, const struct user *user, bool enabled)
{
	struct changing changing;
	char look[CONTACTS_WORDS_SIZE];
	const struct user_edit edit = {.fields = USER_ENABLED, .enabled = enabled};

	changing_init(&changing, enabled ? ENABLE : DISABLE, IDENTITY_UPDATE_USER, user);
	changing_edit(&changing, &edit);
	changing.leads_to = enabled ? NULL
				    : "nobody can sign in as them, neither with the password nor "
				      "with the API key";
	changing.look = contacts_look(&changing.user, look);
	return contacts_change(series, &changing);
}

static void set_enabled(struct contacts_series *series, const char *name, bool enabled)
{
	struct contact contact;
	struct error error = {0};
	const bool ok = contacts_target(&contact, series->call, series->session, name, &error) &&
		contacts_permit(&contact, series->session, PERMIT_ENABLE, &error);
	const enum exit_status status = ok
		? change_enabled(series, &contact.user, enabled)
		: contacts_failed(series, enabled ? ENABLE : DISABLE, name, &error);

	contacts_count(series, status);
	contact_finish(&contact);
}

static enum exit_status set_each(
	struct context *context, struct call *call, const struct session *session, bool enabled)
{
	const struct options *options = context->options;
	struct contacts_series series;

	contacts_begin(&series, context, call, session);
	for (int i = 1; i <= action_words(options); i++) {
		if (!contacts_stopped(&series, enabled ? ENABLE : DISABLE, options->argv[i])) {
			set_enabled(&series, options->argv[i], enabled);
		}
	}
	return contacts_end(&series);
}

enum exit_status contacts_enable(
	struct context *context, struct call *call, const struct session *session)
{
	return set_each(context, call, session, true);
}

enum exit_status contacts_disable(
	struct context *context, struct call *call, const struct session *session)
{
	return set_each(context, call, session, false);
}
