/* SPDX-License-Identifier: MIT */
#include "ask_secret.h"

#include <stdio.h>

#include "keyturn/credential_source.h"
#include "keyturn/prompt.h"

static struct secret *from_descriptor(const struct secret_wanted *wanted, struct error *error)
{
	struct credential_source *source = credential_fd(
		CREDENTIAL_PASSWORD, wanted->descriptor, wanted->option);
	enum credential_kind kind;
	struct secret *secret = NULL;

	credential_read(source, &secret, &kind, error);
	credential_destroy(source);
	return secret;
}

static struct secret *prompt(
	const char *begin, const struct secret_wanted *wanted, struct error *error)
{
	char question[80];

	snprintf(question, sizeof(question), "%s %s: ", begin, wanted->what);
	return prompt_ask(question, error);
}

static struct secret *asked(const struct secret_wanted *wanted, struct error *error)
{
	struct secret *secret = prompt("The", wanted, error);
	struct secret *again;

	if (secret == NULL || !wanted->twice) {
		return secret;
	}
	again = prompt("Again the", wanted, error);
	if (again != NULL && !secret_equal(secret, again)) {
		error_set(error, ERROR_USAGE, "the two differ; nothing was sent");
	}
	if (again == NULL || !secret_equal(secret, again)) {
		secret_unlink(secret);
		secret = NULL;
	}
	secret_unlink(again);
	return secret;
}

static struct secret *get(
	const struct secret_wanted *wanted, const struct options *options, struct error *error)
{
	if (wanted->descriptor >= 0) {
		return from_descriptor(wanted, error);
	}
	if (options->no_input || !prompt_possible()) {
		error_set(error, ERROR_USAGE, "the %s is missing: give %s=N", wanted->what,
			wanted->option);
		return NULL;
	}
	return asked(wanted, error);
}

struct secret *ask_secret(
	const struct secret_wanted *wanted, const struct options *options, struct error *error)
{
	struct secret *secret = get(wanted, options, error);
	const char *broken = secret != NULL && wanted->rule != NULL ? wanted->rule(secret) : NULL;

	if (broken != NULL) {
		error_set(error, ERROR_USAGE, "the %s does not fit: %s", wanted->what, broken);
		secret_unlink(secret);
		return NULL;
	}
	return secret;
}
