/* SPDX-License-Identifier: MIT
 * keyturn show: whose key it is, its fingerprint, and with --reveal the key. */
#include <stdio.h>

#include "commands.h"
#include "context.h"
#include "keyturn/identity.h"
#include "last_reset.h"
#include "note.h"
#include "output.h"

static enum exit_status print_json(const struct context *context, const struct session *session,
	struct secret *key, const char *fingerprint)
{
	struct json_object *object = json_object_new_object();

	output_member(object, "user", session->user_name);
	output_member(object, "user_id", session->user_id);
	output_member(object, "service", context_url(context));
	output_member(object, "fingerprint", fingerprint);
	if (context->options->reveal) {
		json_object_object_add(object, "key",
			json_object_new_string_len(secret_open(key), (int)secret_length(key)));
		secret_close(key);
	}
	return output_json(object);
}

static void print_last_reset(const struct context *context, const struct session *session)
{
	struct last_reset last;
	char line[1024];

	if (context->demo != NULL) {
		return; /* it has just begun */
	}
	last_reset_open(&last, context->paths.state_dir);
	output_row("Last reset",
		last_reset_text(
			&last, context_url(context), session->user_name, line, sizeof(line)));
	last_reset_close(&last);
}

static enum exit_status print_text(const struct context *context, const struct session *session,
	struct secret *key, const char *fingerprint)
{
	output_row("User", session->user_name);
	output_row("User id", session->user_id);
	output_row("Service", context_url(context));
	output_row("Fingerprint", fingerprint);
	print_last_reset(context, session);
	if (context->options->reveal) {
		output_row("API key", secret_open(key));
		secret_close(key);
	} else {
		output_row("API key", "hidden (--reveal prints it)");
	}
	return output_end();
}

/* As the panel's Show is, and before it is printed. */
static void note_shown(
	struct context *context, const struct session *session, const char *fingerprint)
{
	struct history_entry entry;

	history_entry_init(
		&entry, HISTORY_SHOWN, context_url(context), session->user_name, fingerprint);
	note(context, &entry);
}

static enum exit_status show(
	struct context *context, struct call *call, const struct session *session)
{
	struct identity_reply reply;
	struct secret *key;
	char fingerprint[SECRET_FINGERPRINT_SIZE];
	enum exit_status status;

	if (context->options->reveal) {
		store_load_ahead(); /* while the service answers */
	}
	if (!call_key(call, &reply)) {
		status = output_error(context->options->json, &reply.error);
	} else {
		key = credential_secret(&reply.credential);
		secret_fingerprint(key, fingerprint);
		if (context->options->reveal) {
			note_shown(context, session, fingerprint);
		}
		status = (context->options->json ? print_json : print_text)(
			context, session, key, fingerprint);
	}
	identity_reply_finish(&reply);
	return status;
}

enum exit_status command_show(struct options *options)
{
	return context_run(options, show);
}
