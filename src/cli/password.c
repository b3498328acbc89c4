/* SPDX-License-Identifier: MIT
 * keyturn password: when it expires and what the account asks of passwords; 'change' sets a new one. */
#include <stdio.h>
#include <string.h>

#include "action.h"
#include "ask_secret.h"
#include "changing.h"
#include "commands.h"
#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "keyturn/prompt.h"
#include "output.h"
#include "whose.h"

enum { DAY = 24 * 60 * 60 };

/* ---- shown ---- */

/* What the account asks of passwords; an account may ask for nothing. */
struct policy {
	bool known, any;
	struct domain domain;
	struct error error;
};

static void read_policy(struct call *call, const struct user *user, struct policy *policy)
{
	struct identity_request request = {.op = IDENTITY_GET_PASSWORD_POLICY};
	struct identity_reply reply;

	*policy = (struct policy){0};
	memcpy(request.item_id, user->domain_id, sizeof(request.item_id));
	if (call_send(call, &request, &reply) && reply.domain != NULL) {
		policy->domain = *reply.domain;
		policy->any = true;
	}
	policy->known = policy->any || reply.error.kind == ERROR_NOT_FOUND;
	policy->error = reply.error;
	identity_reply_finish(&reply);
}

static enum exit_status print_json(
	const struct context *context, const struct user *user, const struct policy *policy)
{
	struct json_object *object = output_user_json(context_url(context), user);
	char stamp[32];

	output_member(object, "expires",
		user->password_expires != 0
			? clock_stamp(user->password_expires, stamp, sizeof(stamp))
			: "");
	if (policy->known) {
		json_object_object_add(object, "life_days",
			json_object_new_int64(policy->domain.password_life / DAY));
		json_object_object_add(
			object, "kept", json_object_new_int64(policy->domain.passwords_kept));
	}
	return output_json(object);
}

static void print_policy(const struct policy *policy)
{
	const struct domain *domain = &policy->domain;
	char line[2 * ERROR_DETAIL_MAX], span[32];

	if (!policy->known) {
		output_row("Policy", error_message(&policy->error, line, sizeof(line)));
		return;
	}
	if (domain->password_life > 0) {
		snprintf(line, sizeof(line), "changed every %s",
			clock_span(domain->password_life, span, sizeof(span)));
	} else {
		snprintf(line, sizeof(line), "passwords do not expire by it");
	}
	output_row("Policy", line);
	if (domain->passwords_kept > 0) {
		snprintf(line, sizeof(line), "the last %lld are refused",
			(long long)domain->passwords_kept);
		output_row("", line);
	}
}

static enum exit_status print_text(
	const struct context *context, const struct user *user, const struct policy *policy)
{
	char line[64], date[32];

	output_row("User", user->name);
	output_row("Service", context_url(context));
	if (user->password_expires == 0) {
		snprintf(line, sizeof(line), "not told: never, or not known");
	} else {
		snprintf(line, sizeof(line), "%s %s",
			user->password_expires > clock_wall() ? "on" : "since",
			clock_date(user->password_expires, date, sizeof(date)));
	}
	output_row("Expires", line);
	print_policy(policy);
	output_row("Rules", RULE_PASSWORD);
	return output_end();
}

static enum exit_status show(
	struct context *context, struct call *call, const struct session *session)
{
	struct whose whose;
	struct policy policy;
	struct error error = {0};
	enum exit_status status;

	if (!whose_find(&whose, call, session, context->options, &error)) {
		status = output_error(context->options->json, &error);
	} else {
		read_policy(call, &whose.user, &policy);
		status = (context->options->json ? print_json : print_text)(
			context, &whose.user, &policy);
	}
	whose_finish(&whose);
	return status;
}

/* ---- changed ---- */

static struct secret *new_password(const struct options *options, struct error *error)
{
	const struct secret_wanted wanted = {options->new_password_fd, "--new-password-fd",
		"new password", true, rule_of_password};

	return ask_secret(&wanted, options, error);
}

/* Another user's, by who may. */
static enum exit_status change_another(
	struct context *context, struct call *call, const struct session *session)
{
	static const struct user_edit edit = {.fields = USER_PASSWORD};
	struct changing changing = {0};
	struct whose whose;
	struct error error = {0};
	struct secret *new = NULL;
	enum exit_status status;

	if (!whose_find(&whose, call, session, context->options, &error) ||
		!whose_permits(&whose, session, PERMIT_SET_PASSWORD, &error) ||
		(new = new_password(context->options, &error)) == NULL) {
		status = output_error(context->options->json, &error);
	} else {
		changing_init(&changing, "password change", IDENTITY_UPDATE_USER, &whose.user);
		changing_edit(&changing, &edit);
		changing_add(&changing, "password", "Password", NULL, "a new one");
		changing.request.secret = secret_link(new);
		changing.dangerous = true;
		changing.leads_to =
			"The service may end the tokens that were issued before. The API key stays.";
		changing.look = "signing in with the new password";
		status = changing_run(&changing, context, call);
	}
	secret_unlink(new);
	whose_finish(&whose);
	return status;
}

/* The sign-in's password when it is one; a profile may sign in with the API key. */
static struct secret *old_password(struct context *context, struct error *error)
{
	const struct secret_wanted wanted = {
		.descriptor = -1, .option = "--password-fd", .what = "current password"};
	enum credential_kind kind;
	struct secret *secret = NULL;

	if (context->demo != NULL) {
		return secret_create(DEMO_PASSWORD, strlen(DEMO_PASSWORD));
	}
	if (credential_kind(context->login.credential) != CREDENTIAL_PASSWORD ||
		credential_from(context->login.credential) == CREDENTIAL_FROM_NOWHERE) {
		return ask_secret(&wanted, context->options, error);
	}
	credential_read(context->login.credential, &secret, &kind, error);
	return secret;
}

/* Does the new one sign in? */
static const char *probe(struct call *call, const char *username, struct secret *password)
{
	struct identity_request request = {
		.op = IDENTITY_PROBE_PASSWORD, .secret = secret_link(password)};
	struct identity_reply reply;
	const char *proof = "unknown";

	memcpy(request.username, username, strlen(username) + 1);
	if (call_send(call, &request, &reply)) {
		proof = "accepted";
	} else if (reply.error.kind == ERROR_SIGN_IN_REFUSED) {
		proof = "refused";
	}
	identity_reply_finish(&reply);
	return proof;
}

static bool plan_own(struct changing *changing, struct context *context, struct error *error)
{
	struct user user = {0};

	if (!context_username(context, user.name, sizeof(user.name), error)) {
		return false;
	}
	changing_init(changing, "password change", IDENTITY_CHANGE_PASSWORD, &user);
	changing_add(changing, "password", "Password", NULL, "a new one");
	changing->leads_to =
		"The service may end the tokens that were issued before; programs that "
		"sign in with the password need the new one. The API key stays.";
	changing->look = "signing in with the new password";
	if (context->options->dry_run) {
		return true;
	}
	changing->request.secret = old_password(context, error);
	if (changing->request.secret == NULL) {
		return false;
	}
	changing->request.new_secret = new_password(context->options, error);
	return changing->request.new_secret != NULL &&
		(!secret_equal(changing->request.secret, changing->request.new_secret) ||
			error_set(error, ERROR_USAGE, "the new password is the old one"));
}

/* Without a session, which a password that has expired does not give. */
static enum exit_status change_own(struct context *context)
{
	struct changing changing = {0};
	struct error error = {0};
	struct call *call = call_create(
		context_url(context), !output_notices(context->options), &error);
	struct secret *new = NULL;
	enum exit_status status;

	bool ok = call != NULL && plan_own(&changing, context, &error);
	if (ok) {
		new = secret_link(changing.request.new_secret);
		ok = changing_go(&changing, context, call, &error);
	}
	if (!ok) {
		status = output_error(context->options->json, &error);
	} else {
		if (changing_done(&changing)) {
			changing.found_member = "new_password";
			changing.found_label = "New password";
			changing.found = changing.change.seen
				? "accepted"
				: probe(call, changing.user.name, new);
			changing.partly = strcmp(changing.found, "accepted") != 0;
		}
		status = changing_tell(&changing, context);
	}
	secret_unlink(new);
	changing_finish(&changing);
	call_destroy(call);
	return status;
}

/* ---- */

static bool is_own_change(const struct options *options)
{
	return options->argc == 1 && strcmp(options->argv[0], "change") == 0 &&
		options->user_count == 0;
}

static enum exit_status without_session(const struct options *options)
{
	struct context context;
	struct error error = {0};
	enum exit_status status;

	if (!context_open(&context, options, &error) || !context_choose(&context, &error)) {
		status = output_error(options->json, &error);
	} else {
		status = change_own(&context);
	}
	context_close(&context);
	return status;
}

enum exit_status command_password(struct options *options)
{
	static const struct action actions[] = {
		{"show", "", 0, 0, show, NULL, {"user"}},
		{"change", "", 0, 0, change_another, NULL,
			{"user", "dry-run", "confirm", "new-password-fd"}},
	};

	return is_own_change(options)
		? without_session(options)
		: action_run(options, actions, sizeof(actions) / sizeof(*actions));
}
