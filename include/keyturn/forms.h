/* SPDX-License-Identifier: MIT
 * The forms: fields with their rules beside them, then what was and what will be, then one request. Data
 * only, and what the picture of a form needs to know; src/model/forms has a file for each subject. */
#ifndef KEYTURN_FORMS_H
#define KEYTURN_FORMS_H

#include "keyturn/change.h"
#include "keyturn/pages.h"
#include "keyturn/toast.h"

enum { FORM_FIELDS_MAX = 6 };

enum form_field_kind { FIELD_TEXT, FIELD_SECRET, FIELD_CHOICE };

struct form_field_info {
	const char *label, *small; /* `small` for narrow windows */
	enum form_field_kind kind;
	const char *rule; /* stands beside the field; NULL: there is none */
	bool aside;       /* not told again before it is sent: an old value, or one typed twice */
};

struct form_field {
	struct line line;             /* TEXT */
	char before[LINE_SIZE];       /* … as it was when the form opened */
	struct secret_input *secret;  /* SECRET; owned */
	size_t choice, choice_before; /* CHOICE */
	const char *problem; /* why it cannot be sent; NULL: it can, or was not looked at */
};

enum form_stage {
	FORM_EDITING,    /* the fields can be filled in */
	FORM_CONFIRMING, /* what was and what will be is shown; a form without fields begins here */
	FORM_SENDING,    /* the change is under way */
	FORM_TOLD,       /* it is not known what came of it: there is only something to read */
};

struct form_ops;

struct form {
	const struct form_ops *ops; /* NULL: no form */
	enum form_stage stage;
	struct user user; /* whom it is about, as it was shown when the form opened */
	enum account_role role;
	char item_id[ACCOUNT_ID_SIZE]; /* the role, device or question it is about, or "" */
	char item_name[ACCOUNT_NAME_SIZE];
	struct form_field fields[FORM_FIELDS_MAX];
	char told[TOAST_SIZE]; /* what the last try came to, or "" */
	struct change change;
	struct load wait; /* the change's request: since when, and why it waits */
};

struct model;

/* ---- of the form that is open, for its picture ---- */

const char *model_form_title(const struct model *model);
const char *model_form_verb(const struct model *model); /* "Save": what sends it */
size_t model_form_fields(const struct model *model, const struct form_field_info **infos);
const char *model_form_choice(const struct model *model, size_t field, size_t choice);
bool model_form_changed(const struct model *model, size_t field);
/* What it does besides what its fields say; "" when that is all. */
char *model_form_note(const struct model *model, char *out, size_t size);

/* What an item of its dialog is: a field, or one of the buttons that follow. */
enum form_button { FORM_FIELD, FORM_CLOSE, FORM_GO };
enum form_button model_form_button(const struct model *model, size_t item);
/* "Continue", "Save", "Back", "Cancel", "Close" */
const char *model_form_button_word(const struct model *model, size_t item);
size_t model_form_items(const struct model *model);

#endif
