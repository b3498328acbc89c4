/* SPDX-License-Identifier: MIT
 * The small things that screens and dialogs are made of. */
#ifndef KEYTURN_UI_WIDGETS_H
#define KEYTURN_UI_WIDGETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keyturn/canvas.h"
#include "keyturn/model.h"

#include "../layout.h"

/* Columns of a page: the focus marker, a label, its value. */
enum { COL_MARK = 0, COL_LABEL = 2, COL_VALUE = 18, COL_VALUE_COMPACT = 12, KEY_DOTS = 32 };

struct button {
	const char *label;
	bool focused;
	int stop; /* the page's focus or the dialog's item that it stands for */
};

/* ---- rows of a page ---- */

int value_col(const struct pane *pane);
int value_cells(const struct pane *pane); /* from there to the right edge */

/* A section's name on the next row; in a roomy pane nothing else. */
void draw_heading(struct pane *pane, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* '>' before a row that has the focus. In plain pictures also before the button: draw_buttons(). */
void draw_marker(struct pane *pane, int row, bool focused);

/* The next row with its label; `small` is for compact panes. Returns the row. */
int draw_label(struct pane *pane, const char *label, const char *small, bool focused);

/* Label and value on the next row. */
void draw_value(struct pane *pane, const char *label, const char *small, const char *value);

/* The same for a sentence, which may take more rows. */
void draw_sentence(struct pane *pane, const char *label, const char *small, const char *sentence);

/* A label and its value in the detail column; nothing for "". */
void draw_detail(struct pane *pane, const char *label, const char *value);

/* ---- buttons, fields, choices ---- */

/* "[ Label ]" for each, in a row from `col`; those that would not fit `cells` are drawn tight:
 * "[Label]". The cursor goes to a focused one. */
void draw_buttons(struct canvas *canvas, int row, int col, int cells, const struct button *buttons,
	size_t count);
int buttons_cells(const struct button *buttons, size_t count);

/* A text field that shows the part of the line around the cursor. */
void draw_field(
	struct canvas *canvas, int row, int col, int cells, const struct line *line, bool focused);

/* A field for a secret: tells only whether something was typed. */
void draw_secret_field(
	struct canvas *canvas, int row, int col, int cells, bool typed, bool focused);

/* "< value >" */
void draw_choice(
	struct canvas *canvas, int row, int col, int cells, const char *value, bool focused);

/* ---- secrets ---- */

/* The same number of dots whatever they stand for, or the word for them. */
void draw_mask(struct canvas *canvas, int row, int col, int cells, int dots);

/* Notes where `secret` is to be shown: at (row, col) when it fits `cells`, else on rows of its own
 * from the pane's next row; when it is too long even for that, says so. */
void draw_reveal(struct pane *pane, int row, int col, int cells, struct secret *secret);

/* ---- lists ---- */

/* One row of a list: the marker and the style for its text. */
enum style draw_item(struct pane *pane, int row, bool selected);

/* Marks at the right edge when a list of `count` goes on above its row `first`, drawn at `top`, or
 * below the pane's last row. */
void draw_more(struct pane *pane, int top, size_t first, size_t count);

/* In place of rows; the focus is on it unless a search line has it. */
void draw_empty_list(struct pane *pane, const char *why);

/* A search line, when there is or was a search; true then. */
bool draw_search_line(struct pane *pane, const struct line *line, bool searching);

/* The search line of a list, when there is or was a search. */
void draw_search(struct pane *pane, const struct list *list);

/* ---- words ---- */

const char *known_or_not(const char *value); /* "not known" for "" */
/* "41 days ago"; "just now" within a minute, or each repaint would be another picture. */
char *age_text(const struct model *model, int64_t wall, char *out, size_t size);
const char *role_word(enum account_role role);     /* "owner"; "" when it is none of the known */
const char *enabled_word(const struct user *user); /* "enabled" */
const char *mfa_word(const struct user *user);     /* "on", or "" */
const char *mfa_text(enum account_mfa mfa, bool compact);
const char *mfa_level_text(enum account_mfa_level level); /* whether it must be used */
const char *pin_text(enum account_pin state);
/* "expires 2027-02-09", "expired …" or, of 0, that it is not known; may use `out`. */
const char *expiry_text(const struct model *model, int64_t expires, char *out, size_t size);

/* ---- what is being read ---- */

/* "reading…", "waiting 12 s", "the service asks to slow down; again in 8 s (2 of 4)" */
char *waiting_text(const struct model *model, const struct load *load, char *out, size_t size);

/* The same, or "could not be read: sentence"; "" when it is ready. */
char *load_text(const struct model *model, const struct load *load, char *out, size_t size);

/* "shown; hides in 12 s", or once and for all "shown; hides after 30 s" */
char *shown_text(const struct model *model, char *out, size_t size);

/* ---- around the page ---- */

void draw_title(struct canvas *canvas, struct box box, const struct model *model);
void draw_footer(struct canvas *canvas, struct box box, const struct model *model);
int toast_rows(const struct canvas *canvas, const struct model *model, bool has_detail);
void draw_toast(struct canvas *canvas, const struct layout *layout, const struct model *model);

#endif
