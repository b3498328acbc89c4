/* SPDX-License-Identifier: MIT */
#include "action.h"

#include <stdio.h>
#include <string.h>

#include "keyturn/nearest.h"
#include "option_table.h"
#include "output.h"

int action_words(const struct options *options)
{
	return options->argc > 0 ? options->argc - 1 : 0;
}

static const struct action *find(const struct options *options, const struct action *actions,
	size_t count, struct error *error)
{
	struct nearest nearest = {.word = options->argc > 0 ? options->argv[0] : ""};

	for (size_t i = 0; i < count; i++) {
		if (options->argc == 0 || strcmp(actions[i].name, nearest.word) == 0) {
			return &actions[i];
		}
		nearest_offer(&nearest, actions[i].name);
	}
	error_set(error, ERROR_USAGE, "'%s' is not an action of '%s'%s%s%s", nearest.word,
		options->command->name, nearest.best != NULL ? "; did you mean '" : "",
		nearest.best != NULL ? nearest.best : "", nearest.best != NULL ? "'?" : "");
	return NULL;
}

static bool takes(const struct action *action, const char *option)
{
	return option_is_among(action->options, ACTION_OPTIONS, option) ||
		strcmp(option, "json") == 0;
}

static bool check_options(
	const struct options *options, const struct action *action, struct error *error)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const char *name = option_infos[i].name;
		if (option_given(options, &option_infos[i]) &&
			option_is_among(options->command->options, COMMAND_OPTIONS, name) &&
			!takes(action, name)) {
			return error_set(error, ERROR_USAGE, "'%s %s' does not take --%s",
				options->command->name, action->name, name);
		}
	}
	return true;
}

static bool check_words(
	const struct options *options, const struct action *action, struct error *error)
{
	const int words = action_words(options);

	if (words < action->least || (action->most > 0 && words > action->most) ||
		(words > 0 && action->words[0] == '\0')) {
		return error_set(error, ERROR_USAGE, "it is 'keyturn %s %s%s%s'",
			options->command->name, action->name, action->words[0] != '\0' ? " " : "",
			action->words);
	}
	return true;
}

enum exit_status action_run(
	const struct options *options, const struct action *actions, size_t count)
{
	struct error error = {0};
	const struct action *action = find(options, actions, count, &error);

	if (action == NULL || !check_words(options, action, &error) ||
		!check_options(options, action, &error) ||
		(action->check != NULL && !action->check(options, &error))) {
		return output_error(options->json, &error);
	}
	return context_run(options, action->run);
}
