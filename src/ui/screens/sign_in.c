/* SPDX-License-Identifier: MIT
 * Sign in: service, username, credential; then the passcode if one is wanted. Also the lock. */
#include "screens.h"

#include <stdio.h>

#include "keyturn/secret.h"

enum { TEXT_MAX = 640, FIELD_MAX = 50 };

static const char *const services[] = {
	[SIGN_IN_US] = "Rackspace US",
	[SIGN_IN_UK] = "Rackspace UK",
	[SIGN_IN_OTHER_URL] = "another URL",
};
_Static_assert(sizeof(services) / sizeof(*services) == SIGN_IN_SERVICE_COUNT, "a name a service");

static int field_cells(const struct pane *pane)
{
	return value_cells(pane) < FIELD_MAX ? value_cells(pane) : FIELD_MAX;
}

static const char *kind_text(enum credential_kind kind)
{
	return kind == CREDENTIAL_PASSWORD ? "Password" : "API Key";
}

static void draw_choice_row(const struct model *model, struct pane *pane, enum sign_in_focus field,
	const char *label, const char *small, const char *value)
{
	if (!model_sign_in_has(model, field)) {
		draw_value(pane, label, small, value);
		return;
	}
	bool focused = model->sign_in.focus == field;
	int row = draw_label(pane, label, small, focused);
	draw_choice(&pane->canvas, row, value_col(pane), field_cells(pane), value, focused);
	pane_hit(pane, row, (int)field, 0);
}

static void draw_line_row(const struct model *model, struct pane *pane, enum sign_in_focus field,
	const char *label, const struct line *line)
{
	if (!model_sign_in_has(model, field)) {
		draw_value(pane, label, label, line->text);
		return;
	}
	bool focused = model->sign_in.focus == field;
	int row = draw_label(pane, label, label, focused);
	draw_field(&pane->canvas, row, value_col(pane), field_cells(pane), line, focused);
	pane_hit(pane, row, (int)field, 0);
}

static void draw_secret_row(const struct model *model, struct pane *pane, enum sign_in_focus field,
	const char *label, const struct secret_input *input)
{
	bool focused = model->sign_in.focus == field;
	bool typed = input != NULL && secret_input_length(input) > 0;

	if (model_sign_in_has(model, field)) {
		int row = draw_label(pane, label, label, focused);
		draw_secret_field(
			&pane->canvas, row, value_col(pane), field_cells(pane), typed, focused);
		pane_hit(pane, row, (int)field, 0);
	}
}

static void draw_fields(const struct model *model, struct pane *pane)
{
	const struct sign_in *sign_in = &model->sign_in;

	draw_choice_row(model, pane, SIGN_IN_SERVICE, "Service", "Service",
		model_sign_in_has(model, SIGN_IN_SERVICE) || model->service_label[0] == '\0'
			? services[sign_in->service]
			: model->service_label);
	if (sign_in->service == SIGN_IN_OTHER_URL && !sign_in->locked) {
		draw_line_row(model, pane, SIGN_IN_URL, "URL", &sign_in->url);
	}
	draw_line_row(model, pane, SIGN_IN_USERNAME, "Username", &sign_in->username);
	if (!sign_in->passcode_step) {
		draw_choice_row(model, pane, SIGN_IN_KIND, "Sign in with", "With",
			kind_text(sign_in->kind));
	}
	draw_secret_row(model, pane, SIGN_IN_SECRET, kind_text(sign_in->kind), sign_in->secret);
	draw_secret_row(model, pane, SIGN_IN_PASSCODE, "Passcode", sign_in->passcode);
}

/* What the last try came to, or that one is under way. */
static void draw_state(const struct model *model, struct pane *pane)
{
	const struct load *load = &model->sign_in.load;
	char text[TEXT_MAX], hint[TEXT_MAX];

	if (load->state == LOAD_UNDER_WAY) {
		char waiting[TEXT_MAX];
		snprintf(text, sizeof(text), "Signing in: %s",
			load->waiting || model->now - load->since >= 1000
				? waiting_text(model, load, waiting, sizeof(waiting))
				: "waiting for the service…");
		pane_paragraph(pane, COL_LABEL, STYLE_NORMAL, text);
	} else if (load->state == LOAD_FAILED) {
		char sentence[ERROR_DETAIL_MAX + 128];
		snprintf(text, sizeof(text), "! Not signed in: %s.",
			error_message(&load->error, sentence, sizeof(sentence)));
		snprintf(hint, sizeof(hint), "Next: %s.", error_hint(load->error.kind));
		pane_paragraph(pane, COL_LABEL, STYLE_BAD, text);
		pane_paragraph(pane, COL_LABEL, STYLE_NORMAL, hint);
	} else if (model->options.may_save_profile && !model->sign_in.locked) {
		pane_paragraph(pane, COL_LABEL, STYLE_FAINT,
			"There is no profile yet. Home offers to save one after the sign-in; "
			"'keyturn init' sets one up as well.");
	}
}

static void draw_greeting(const struct model *model, struct pane *pane)
{
	if (model->sign_in.locked) {
		pane_paragraph(pane, 0, STYLE_NORMAL,
			"Locked; all secrets are wiped. Sign in again to go on.");
	} else if (model->sign_in.passcode_step) {
		pane_paragraph(pane, 0, STYLE_NORMAL, "Enter the passcode of your second factor.");
	} else if (!pane->compact) {
		pane_paragraph(pane, 0, STYLE_NORMAL,
			"See, copy and reset the API key of a cloud account.");
	}
	if (!pane->compact) {
		pane_row(pane);
	}
}

static void draw(const struct model *model, struct pane *pane)
{
	const struct button submit = {
		"Sign In", model->sign_in.focus == SIGN_IN_SUBMIT, SIGN_IN_SUBMIT};

	draw_greeting(model, pane);
	draw_fields(model, pane);
	if (!pane->compact) {
		pane_row(pane);
	}
	int row = pane_row(pane);
	draw_marker(pane, row, submit.focused);
	draw_buttons(&pane->canvas, row, value_col(pane), pane->canvas.cols, &submit, 1);
	if (!pane->compact) {
		pane_row(pane);
	}
	draw_state(model, pane);
	if (submit.focused && model->sign_in.load.state == LOAD_FAILED) {
		pane->first = row; /* why, and the next step, to the end */
	}
}

const struct screen screen_sign_in = {"Sign In", draw, NULL};
