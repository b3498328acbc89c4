/* SPDX-License-Identifier: MIT */
#include "init_ask.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keyturn/nearest.h"
#include "keyturn/prompt.h"
#include "keyturn/service.h"
#include "paper.h"

enum { LINE_SIZE = 1024, QUESTION_SIZE = 1200 };

static const struct source {
	const char *name, *what;
	const char *entry;    /* what is asked for; NULL: nothing */
	const char *words[4]; /* the command; the entry comes after them */
} sources[FROM_COUNT] = {
	[FROM_PASS] = {"pass", "the password store", "Its name in pass", {"pass", "show"}},
	[FROM_SECRET_TOOL] = {"secret-tool", "the desktop's keyring",
		"Its attributes, as ATTRIBUTE=VALUE with blanks between",
		{"secret-tool", "lookup"}},
	[FROM_OP] = {"op", "1Password", "Its reference (op://VAULT/ITEM/FIELD)", {"op", "read"}},
	[FROM_GPG] = {"gpg", "a file that GnuPG decrypts", "The file",
		{"gpg", "--quiet", "--decrypt"}},
	[FROM_FILE] = {"file", "a file that only you may read", "The file", {"cat"}},
	[FROM_ASK] = {"ask", "nowhere: asked for every time", NULL, {NULL}},
};

/* ---- checking an answer; each fails with a sentence ---- */

static bool check_text(const char *text, const char *what, struct error *error)
{
	for (const char *at = text; *at != '\0'; at++) {
		if ((unsigned char)*at < ' ' || *at == 0x7f) {
			return error_set(
				error, ERROR_USAGE, "a control character is in the %s", what);
		}
	}
	return text[0] != '\0' || error_set(error, ERROR_USAGE, "the %s is empty", what);
}

static bool take_name(struct answers *answers, const char *text, struct error *error)
{
	return profile_name_check(text, error) &&
		(snprintf(answers->name, sizeof(answers->name), "%s", text) <
				(int)sizeof(answers->name) ||
			error_set(error, ERROR_USAGE, "the profile's name is too long"));
}

static bool take_service(struct answers *answers, const char *text, struct error *error)
{
	struct service service = {0};

	if (!service_find(&service, text, error)) {
		return false;
	}
	service_finish(&service);
	if (strlen(text) >= sizeof(answers->service)) {
		return error_set(error, ERROR_USAGE, "the URL is too long");
	}
	snprintf(answers->service, sizeof(answers->service), "%s", text);
	return true;
}

static bool take_username(struct answers *answers, const char *text, struct error *error)
{
	if (!check_text(text, "username", error)) {
		return false;
	}
	if (strlen(text) >= sizeof(answers->username)) {
		return error_set(error, ERROR_USAGE, "the username is too long");
	}
	snprintf(answers->username, sizeof(answers->username), "%s", text);
	return true;
}

static bool take_from(struct answers *answers, const char *text, struct error *error)
{
	struct nearest nearest = {.word = text};

	for (int i = 0; i < FROM_COUNT; i++) {
		if (strcmp(text, sources[i].name) == 0 || (text[0] == '1' + i && text[1] == '\0')) {
			answers->from = (enum from)i;
			answers->from_known = true;
			return true;
		}
		nearest_offer(&nearest, sources[i].name);
	}
	return error_set(error, ERROR_USAGE,
		"'%s' is none of pass, secret-tool, op, gpg, file and ask%s%s%s", text,
		nearest.best != NULL ? "; did you mean '" : "",
		nearest.best != NULL ? nearest.best : "", nearest.best != NULL ? "'?" : "");
}

static bool take_kind(struct answers *answers, const char *text, struct error *error)
{
	const bool key = strcmp(text, "api-key") == 0 || strcmp(text, "key") == 0;

	if (!key && strcmp(text, "password") != 0) {
		return error_set(error, ERROR_USAGE, "it is 'api-key' or 'password'");
	}
	answers->kind = key ? CREDENTIAL_API_KEY : CREDENTIAL_PASSWORD;
	answers->kind_known = true;
	return true;
}

/* A file with a secret in the open is for its owner alone; one that is encrypted need not be. */
static bool check_file(const char *path, bool open, struct error *error)
{
	struct stat status;

	if (stat(path, &status) != 0) {
		return error_set(error, ERROR_USAGE, "%s: %s", path, strerror(errno));
	}
	if (!S_ISREG(status.st_mode)) {
		return error_set(error, ERROR_USAGE, "%s is not a file", path);
	}
	if (open && status.st_uid != geteuid()) {
		return error_set(error, ERROR_USAGE, "%s is another user's", path);
	}
	if (open && (status.st_mode & 077) != 0) {
		return error_set(error, ERROR_USAGE,
			"others may read %s: 'chmod 600' it, and change the secret if they did",
			path);
	}
	return access(path, R_OK) == 0 ||
		error_set(error, ERROR_USAGE, "you may not read %s", path);
}

static char *real_path(const char *text)
{
	const char *home = getenv("HOME");
	char path[LINE_SIZE * 2];

	if (text[0] == '~' && text[1] == '/' && home != NULL) {
		snprintf(path, sizeof(path), "%s%s", home, text + 1);
	} else {
		snprintf(path, sizeof(path), "%s", text);
	}
	return realpath(path, NULL);
}

static bool add_word(struct answers *answers, const char *word, struct error *error)
{
	return profile_add_word(answers->command, sizeof(answers->command), word) ||
		error_set(error, ERROR_USAGE, "that is too long");
}

static bool add_path(struct answers *answers, const char *text, struct error *error)
{
	char *path = real_path(text);
	bool ok = path != NULL || error_set(error, ERROR_USAGE, "%s: %s", text, strerror(errno));

	ok = ok && check_file(path, answers->from == FROM_FILE, error) &&
		check_text(path, "path", error) && add_word(answers, path, error);
	free(path);
	return ok;
}

/* "service=keyturn user=jqsmith" as four words. */
static bool add_attributes(struct answers *answers, const char *text, struct error *error)
{
	char *copy = strdupa(text), *rest;
	bool any = false;

	for (char *word = strtok_r(copy, " ", &rest); word != NULL;
		word = strtok_r(NULL, " ", &rest)) {
		char *equals = strchr(word, '=');
		if (equals == NULL || equals == word || equals[1] == '\0') {
			return error_set(error, ERROR_USAGE,
				"'%s' is not ATTRIBUTE=VALUE, as in service=keyturn", word);
		}
		*equals = '\0';
		if (!add_word(answers, word, error) || !add_word(answers, equals + 1, error)) {
			return false;
		}
		any = true;
	}
	return any || error_set(error, ERROR_USAGE, "no attribute is given");
}

static bool add_entry(struct answers *answers, const char *text, struct error *error)
{
	switch (answers->from) {
	case FROM_GPG:
	case FROM_FILE:
		return add_path(answers, text, error);
	case FROM_SECRET_TOOL:
		return add_attributes(answers, text, error);
	case FROM_OP:
		if (strncmp(text, "op://", 5) != 0) {
			return error_set(
				error, ERROR_USAGE, "a reference of 1Password begins with op://");
		}
		return add_word(answers, text, error);
	case FROM_PASS:
		if (text[0] == '-') {
			return error_set(error, ERROR_USAGE, "pass would take that for an option");
		}
		return add_word(answers, text, error);
	case FROM_ASK:
	case FROM_COUNT:
		break;
	}
	return error_set(error, ERROR_USAGE, "'ask' has no --entry");
}

static bool take_entry(struct answers *answers, const char *text, struct error *error)
{
	answers->command[0] = '\0';
	if (!check_text(text, "answer", error)) {
		return false;
	}
	for (size_t i = 0; i < 4 && sources[answers->from].words[i] != NULL; i++) {
		if (!add_word(answers, sources[answers->from].words[i], error)) {
			return false;
		}
	}
	if (!add_entry(answers, text, error)) {
		answers->command[0] = '\0';
		return false;
	}
	snprintf(answers->entry, sizeof(answers->entry), "%s", text);
	return true;
}

/* ---- from options ---- */

struct init_question {
	const char *option; /* which gives it */
	const char *text;   /* what is asked */
	bool (*take)(struct answers *answers, const char *text, struct error *error);
};

static bool take_option(struct answers *answers, const char *given,
	bool (*take)(struct answers *answers, const char *text, struct error *error),
	const char *option, struct error *error)
{
	char detail[ERROR_DETAIL_MAX];

	if (given == NULL || take(answers, given, error)) {
		return true;
	}
	memcpy(detail, error->detail, sizeof(detail));
	return error_set(
		error, error->kind, "--%s%s%s", option, detail[0] != '\0' ? ": " : "", detail);
}

bool answers_take(struct answers *answers, const struct options *options, struct error *error)
{
	if (options->entry != NULL && options->from == NULL) {
		return error_set(error, ERROR_USAGE, "--entry goes with --from");
	}
	return take_option(answers, options->profile, take_name, "profile", error) &&
		take_option(answers, options->auth_url, take_service, "auth-url", error) &&
		take_option(answers, options->username, take_username, "username", error) &&
		take_option(answers, options->from, take_from, "from", error) &&
		take_option(answers, options->entry, take_entry, "entry", error) &&
		take_option(answers, options->secret_kind, take_kind, "secret", error);
}

/* ---- from the terminal ---- */

static void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void tell(const char *format, ...)
{
	FILE *tty = fopen("/dev/tty", "we");
	va_list args;

	if (tty != NULL) {
		va_start(args, format);
		vfprintf(tty, format, args);
		va_end(args);
		fclose(tty);
	}
}

/* Enter takes `offered`, if there is one. */
static bool ask(struct answers *answers, const struct init_question *question, const char *offered,
	const struct options *options, struct error *error)
{
	char text[QUESTION_SIZE], line[LINE_SIZE];
	const bool offers = offered[0] != '\0';
	char *taken = strdupa(offered); /* it may be what the answer is written over */

	if (options->no_input || !prompt_possible()) {
		return error_set(error, ERROR_USAGE, "init needs --%s%s", question->option,
			options->no_input ? "" : "; there is no terminal to ask on");
	}
	snprintf(text, sizeof(text), "%s%s%.900s%s: ", question->text, offers ? " [" : "", offered,
		offers ? "]" : "");
	for (;;) {
		struct error wrong = {0};
		if (!prompt_line(text, line, sizeof(line), error)) {
			return false;
		}
		const char *answer = line[0] == '\0' && offers ? taken : line;
		if (question->take(answers, answer, &wrong)) {
			return true;
		}
		tell("%s\n", wrong.detail[0] != '\0' ? wrong.detail : error_sentence(wrong.kind));
	}
}

static void list_sources(void)
{
	tell("Where does the secret come from?\n");
	for (int i = 0; i < FROM_COUNT; i++) {
		tell("  %d  %-12s %s\n", i + 1, sources[i].name, sources[i].what);
	}
}

static bool ask_secret(
	struct answers *answers, const struct options *options, bool again, struct error *error)
{
	static const struct init_question from = {"from", "A number or a name", take_from};
	static const struct init_question kind = {
		"secret", "Is it the 'api-key' or the 'password'?", take_kind};

	if (again || !answers->from_known) {
		const char *offered = answers->from_known ? sources[answers->from].name : "ask";
		if (!options->no_input) {
			list_sources();
		}
		if (!ask(answers, &from, offered, options, error)) {
			return false;
		}
	}
	if (answers->from == FROM_ASK) {
		answers->command[0] = '\0';
		return true;
	}
	if (again || answers->command[0] == '\0') {
		const struct init_question what = {
			"entry", sources[answers->from].entry, take_entry};
		if (!ask(answers, &what, answers->entry, options, error)) {
			return false;
		}
	}
	return (!again && answers->kind_known) ||
		ask(answers, &kind,
			answers->kind_known && answers->kind == CREDENTIAL_PASSWORD ? "password"
										    : "api-key",
			options, error);
}

/* The only profile is used without being named, and so is "default". */
static const char *offered_name(const struct answers *answers, const struct config *config)
{
	return answers->name[0] != '\0'      ? answers->name
		: config->profile_count == 0 ? "default"
					     : "";
}

/* A name that is taken is wrong as well, unless it is to be replaced. */
static bool is_free(
	const struct answers *answers, const struct context *context, struct error *error)
{
	return context->options->replace ||
		config_profile(context->config, answers->name) == NULL ||
		error_set(error, ERROR_PROFILE_EXISTS, "[profile %s] of %s", answers->name,
			context->paths.config_file);
}

static bool ask_name(struct answers *answers, const struct context *context, struct error *error)
{
	static const struct init_question question = {"profile", "Name of the profile", take_name};
	const struct options *options = context->options;

	if (answers->name[0] != '\0' && is_free(answers, context, error)) {
		return true;
	}
	if (options->profile != NULL) {
		return false;
	}
	for (;;) {
		struct error taken = {0};
		if (!ask(answers, &question, offered_name(answers, context->config), options,
			    error)) {
			return false;
		}
		if (is_free(answers, context, &taken)) {
			return true;
		}
		tell("%s; another name, or --replace\n", taken.detail);
		answers->name[0] = '\0';
	}
}

bool answers_ask(
	struct answers *answers, const struct context *context, bool again, struct error *error)
{
	static const struct init_question service = {
		"auth-url", "Service (rackspace-us, rackspace-uk or an https URL)", take_service};
	static const struct init_question username = {"username", "Username", take_username};
	const struct options *options = context->options;

	if (!again && !ask_name(answers, context, error)) {
		return false;
	}
	if ((again || answers->service[0] == '\0') &&
		!ask(answers, &service,
			answers->service[0] != '\0' ? answers->service : service_name(0), options,
			error)) {
		return false;
	}
	if ((again || answers->username[0] == '\0') &&
		!ask(answers, &username, answers->username, options, error)) {
		return false;
	}
	return ask_secret(answers, options, again, error);
}

struct profile_draft answers_draft(const struct answers *answers)
{
	return (struct profile_draft){
		.name = answers->name,
		.service = answers->service,
		.username = answers->username,
		.command = answers->command[0] != '\0' ? answers->command : NULL,
		.kind = answers->kind,
	};
}
