/* SPDX-License-Identifier: MIT */
#include "toast.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "keyturn/text.h"

#include "timers.h"

enum { TOAST_MS = 6000 };

size_t model_log_length(const struct model *model)
{
	return model->log_count < LOG_MAX ? model->log_count : LOG_MAX;
}

const struct toast *model_log(const struct model *model, size_t age)
{
	return age < model_log_length(model) ? &model->log[(model->log_count - 1 - age) % LOG_MAX]
					     : NULL;
}

void toast(struct model *model, struct effects *effects, enum toast_level level, const char *format,
	...)
{
	struct toast *entry = &model->log[model->log_count++ % LOG_MAX];
	char text[2 * TOAST_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	*entry = (struct toast){.level = level, .wall = model->wall};
	text_clean(entry->text, sizeof(entry->text), text, strlen(text));
	model->toast_on = true;
	if (level == TOAST_INFO && !model->options.accessible) {
		timer_start(model, TIMER_TOAST, TOAST_MS, effects);
	} else {
		timer_stop(model, TIMER_TOAST, effects);
	}
}

void toast_hint(struct model *model, struct effects *effects, const char *format, ...)
{
	const struct toast *newest = model_log(model, 0);
	char text[TOAST_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (newest != NULL && strcmp(newest->text, text) == 0) {
		model->log_count--; /* it takes its own place */
	}
	toast(model, effects, TOAST_INFO, "%s", text);
	toast_of(model, TOAST_OF_KEY);
}

static struct toast *newest_shown(struct model *model)
{
	return model->toast_on ? &model->log[(model->log_count - 1) % LOG_MAX] : NULL;
}

void toast_of(struct model *model, enum toast_about about)
{
	model->log[(model->log_count - 1) % LOG_MAX].about = about;
}

void toast_hint_over(struct model *model)
{
	const struct toast *shown = newest_shown(model);

	if (shown != NULL && shown->about == TOAST_OF_KEY) {
		model->toast_on = false;
	}
}

static bool still_holds(const struct model *model, const struct toast *shown, unsigned layer)
{
	switch (shown->about) {
	case TOAST_OF_EVENT:
		break;
	case TOAST_OF_KEY:
		return shown->layer == layer;
	case TOAST_OF_REVEAL:
		return model->reveal.what != REVEAL_NOTHING;
	case TOAST_OF_PASSCODE:
		return model->sign_in.passcode_step;
	}
	return true;
}

void toast_settle(struct model *model, unsigned layer)
{
	struct toast *shown = newest_shown(model);

	if (shown == NULL) {
		return;
	}
	if (!shown->settled) {
		shown->settled = true;
		shown->layer = layer;
	}
	model->toast_on = still_holds(model, shown, layer);
}

void toast_error(
	struct model *model, struct effects *effects, const char *what, const struct error *error)
{
	const char *hint = error_hint(error->kind);
	char text[TOAST_SIZE];

	error_message(error, text, sizeof(text));
	toast(model, effects, TOAST_ERROR, "%s%s%s%s%s", what, what[0] != '\0' ? ": " : "", text,
		hint[0] != '\0' ? "; " : "", hint);
}

void toast_key(struct model *model)
{
	const struct toast *shown = newest_shown(model);
	bool stays = shown != NULL &&
		(model->options.accessible || shown->level == TOAST_ERROR ||
			shown->about == TOAST_OF_KEY);

	if (stays) {
		model->toast_on = false;
	}
}
