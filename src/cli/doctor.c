/* SPDX-License-Identifier: MIT
 * keyturn doctor: what works here, a line a check, with a next step for what does not. */
#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "keyturn/identity.h"
#include "keyturn/store.h"
#include "keyturn/term.h"
#include "context.h"
#include "output.h"

enum verdict { VERDICT_OK, VERDICT_NOTE, VERDICT_FAIL };

static const char *const verdict_names[] = {"ok", "note", "fail"};

struct report {
	bool json;
	struct json_object *checks; /* json only */
	enum exit_status status;    /* of the first failure */
};

static void add(struct report *report, const char *name, enum verdict verdict, const char *hint,
	const char *format, ...) __attribute__((format(printf, 5, 6)));

static void add(struct report *report, const char *name, enum verdict verdict, const char *hint,
	const char *format, ...)
{
	char detail[1024], line[1400];
	va_list args;

	va_start(args, format);
	vsnprintf(detail, sizeof(detail), format, args);
	va_end(args);
	if (report->json) {
		struct json_object *check = json_object_new_object();
		output_member(check, "name", name);
		output_member(check, "status", verdict_names[verdict]);
		output_member(check, "detail", detail);
		output_member(check, "hint", hint);
		json_object_array_add(report->checks, check);
		return;
	}
	static const enum paper_style styles[] = {PAPER_GOOD, PAPER_WARNING, PAPER_DANGER};
	snprintf(line, sizeof(line), "%-5s %s", verdict_names[verdict], detail);
	output_row_to(stdout, verdict == VERDICT_OK ? PAPER_PLAIN : styles[verdict], name, line);
	if (hint[0] != '\0') {
		snprintf(line, sizeof(line), "      %s", hint);
		output_row("", line);
	}
}

static void add_error(struct report *report, const char *name, const struct error *error)
{
	char message[2 * ERROR_DETAIL_MAX];

	add(report, name, VERDICT_FAIL, error_hint(error->kind), "%s",
		error_message(error, message, sizeof(message)));
	if (report->status == EXIT_STATUS_DONE) {
		report->status = error_exit_status(error->kind);
	}
}

static void check_terminal(struct report *report)
{
	const char *term = getenv("TERM");
	struct error error = {0};

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		add(report, "terminal", VERDICT_NOTE, "only the panel needs one",
			"standard input and output are not a terminal");
	} else if (!term_usable(&error)) {
		add(report, "terminal", VERDICT_NOTE, error_hint(error.kind), "%s", error.detail);
	} else {
		add(report, "terminal", VERDICT_OK, "", "%s", term == NULL ? "" : term);
	}
}

static void check_locale(struct report *report)
{
	const char *codeset = nl_langinfo(CODESET);

	if (strcmp(codeset, "UTF-8") == 0) {
		add(report, "locale", VERDICT_OK, "", "%s", codeset);
	} else {
		add(report, "locale", VERDICT_NOTE,
			"set a UTF-8 locale for lines and dots, such as LC_ALL=C.UTF-8",
			"%s: the panel draws with ASCII", codeset);
	}
}

static void check_clipboard(struct report *report)
{
	const char *note = term_copy_note();

	add(report, "clipboard", VERDICT_NOTE, note,
		"Copy uses OSC 52; try it, as terminals do not say whether they support it");
}

static void check_memory(struct report *report)
{
	if (secret_memory_locked()) {
		add(report, "memory", VERDICT_OK, "", "secrets are kept out of swap");
	} else {
		add(report, "memory", VERDICT_NOTE, "raise 'ulimit -l'",
			"memory cannot be locked: secrets may reach swap");
	}
}

static void check_account(struct report *report, const struct context *context)
{
	const struct login *account = &context->login;

	if (context->config->file != NULL) {
		add(report, "configuration", VERDICT_OK, "", "%s", context->config->file);
	} else {
		add(report, "configuration", VERDICT_OK, "", "none at %s",
			context->paths.config_file);
	}
	if (context->demo != NULL) {
		add(report, "account", VERDICT_OK, "", "%s of the demo", DEMO_USERNAME);
		return;
	}
	if (account->username == NULL) {
		add(report, "account", VERDICT_NOTE, error_hint(ERROR_NO_CREDENTIAL),
			"no username is set; the panel and the commands ask for it");
	} else {
		add(report, "account", VERDICT_OK, "", "%s (%s), credential: %s", account->username,
			account->username_origin, credential_origin(account->credential));
	}
}

static void check_proxy(struct report *report)
{
	static const char *const names[] = {"https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (getenv(names[i]) != NULL) {
			add(report, "proxy", VERDICT_NOTE, "", "%s is set and used for https",
				names[i]);
			return;
		}
	}
}

/* Some services tell their versions at "/", some only at "/v2.0", which is where everything else is. What
 * the first was answered with is told when neither is an identity service's. */
static bool is_identity_service(struct call *call, struct identity_reply *reply)
{
	struct identity_request versions = {.op = IDENTITY_VERSIONS};
	struct identity_request version = {.op = IDENTITY_VERSION};
	struct identity_reply second;

	if (call_send(call, &versions, reply)) {
		return true;
	}
	if (reply->error.http == 0 || reply->error.kind == ERROR_RATE_LIMIT) {
		return false;
	}
	const bool ok = call_send(call, &version, &second);
	identity_reply_finish(&second);
	return ok;
}

static void check_service(struct report *report, const struct context *context)
{
	struct identity_reply reply = {0};
	struct error error = {0};
	struct call *call = call_create(
		context_url(context), !output_notices(context->options), &error);

	if (call == NULL) {
		add_error(report, "service", &error);
		return;
	}
	if (is_identity_service(call, &reply)) {
		add(report, "service", VERDICT_OK, "", "%s answers (%s)", context_url(context),
			strncmp(context_url(context), "https:", 6) == 0 ? "TLS verified"
									: "this machine only");
	} else {
		add_error(report, "service", &reply.error);
	}
	identity_reply_finish(&reply);
	call_destroy(call);
}

/* Nothing is made for this: the first rotation makes the directory. */
static void check_state(struct report *report, const struct context *context)
{
	const char *dir = context->paths.state_dir;
	struct error error = {0};
	char path[4096];

	if (!store_start(&error)) {
		add_error(report, "state", &error);
		return;
	}
	if (context->demo != NULL ||
		(snprintf(path, sizeof(path), "%s/state.db", dir) < (int)sizeof(path) &&
			access(path, F_OK) != 0)) {
		add(report, "state", VERDICT_OK, "", "nothing is recorded yet");
		return;
	}
	struct store *store = store_open(dir, &error);
	if (store == NULL) {
		add_error(report, "state", &error);
	} else {
		add(report, "state", VERDICT_OK, "", "journal and history can be read (%s)", dir);
	}
	store_close(store);
}

enum exit_status command_doctor(struct options *options)
{
	struct report report = {.json = options->json};
	struct context context;
	struct error error = {0};

	if (options->json) {
		report.checks = json_object_new_array();
	}
	check_terminal(&report);
	check_locale(&report);
	check_clipboard(&report);
	check_memory(&report);
	check_proxy(&report);
	if (context_open(&context, options, &error) && context_choose(&context, &error)) {
		check_account(&report, &context);
		check_state(&report, &context);
		check_service(&report, &context);
	} else {
		add_error(&report, "configuration", &error);
	}
	context_close(&context);

	enum exit_status printed = EXIT_STATUS_DONE;
	if (options->json) {
		struct json_object *object = json_object_new_object();
		json_object_object_add(object, "checks", report.checks);
		printed = output_json(object);
	} else {
		printed = output_end();
	}
	return printed != EXIT_STATUS_DONE ? printed : report.status;
}
