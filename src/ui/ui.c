/* SPDX-License-Identifier: MIT */
#include "keyturn/ui.h"

#include "dialogs/dialogs.h"
#include "layout.h"
#include "screens/screens.h"
#include "widgets/widgets.h"

static const struct screen *const screens[PAGE_COUNT] = {
#define X(id, name) [PAGE_##id] = &screen_##name,
	PAGE_TABLE(X)
#undef X
};

static const struct dialog_view *const dialogs[DIALOG_COUNT] = {
#define X(id, name) [DIALOG_##id] = &dialog_##name,
	DIALOG_TABLE(X)
#undef X
};

static void draw_pane(struct canvas *canvas, const struct layout *layout, struct box place,
	void (*draw)(const struct model *model, struct pane *pane), const struct model *model,
	const char *title)
{
	struct pane pane;

	pane_init(&pane, canvas, place, layout->compact);
	pane.covered = layout->covered;
	if (title != NULL) {
		canvas_text(
			&pane.canvas, pane_row(&pane), 0, pane.canvas.cols, STYLE_HEADING, title);
		if (!layout->compact) {
			pane_row(&pane);
		}
	}
	draw(model, &pane);
	pane_show(&pane, canvas, place);
}

static void draw_page(const struct model *model, struct canvas *canvas, const struct layout *layout)
{
	const struct screen *screen = screens[model->page];

	if (layout->framed) {
		canvas_frame(canvas, layout->frame, STYLE_FRAME, NULL);
	}
	if (layout->divider != 0) {
		canvas_divide(canvas, layout->frame, layout->divider, STYLE_FRAME);
		draw_pane(canvas, layout, layout->detail, screen->detail, model, NULL);
	}
	draw_pane(canvas, layout, layout->page, screen->draw, model, screen->title);
}

/* What is needed comes first: the window may have one row, and few columns. */
static void draw_too_small(struct canvas *canvas)
{
	bool narrow = canvas->cols < 24;

	canvas_textf(canvas, 0, 0, canvas->cols, STYLE_NORMAL,
		narrow ? "Needs %d×%d" : "Needs %d×%d, has %d×%d", MODEL_COLS_MIN, MODEL_ROWS_MIN,
		canvas->cols, canvas->rows);
	if (narrow) {
		canvas_textf(canvas, 1, 0, canvas->cols, STYLE_NORMAL, "has %d×%d", canvas->cols,
			canvas->rows);
	}
	canvas_text(canvas, narrow ? 2 : 1, 0, canvas->cols, STYLE_NORMAL, "too small; q leaves");
}

void ui_render(const struct model *model, struct canvas *canvas)
{
	canvas_clear(canvas);
	canvas->plain = model->options.accessible;
	canvas->ascii = canvas->ascii || canvas->plain;
	canvas->layer = model_layer(model);
	if (canvas->rows < MODEL_ROWS_MIN || canvas->cols < MODEL_COLS_MIN) {
		draw_too_small(canvas);
		return;
	}
	bool has_detail = screens[model->page]->detail != NULL;
	struct layout layout = layout_of(canvas, toast_rows(canvas, model, has_detail), has_detail);
	draw_page(model, canvas, &layout);
	draw_title(canvas, layout.title, model);
	draw_footer(canvas, layout.footer, model);
	for (size_t i = 0; i < model->dialog_count; i++) {
		const struct dialog *dialog = &model->dialogs[i];
		draw_dialog(dialogs[dialog->kind], model, dialog, canvas, &layout);
	}
	draw_toast(canvas, &layout, model);
}

/* A click that came inside a paste is none. */
bool ui_click(const struct canvas *canvas, const struct key *key, struct click *click)
{
	const struct hit *hit = canvas_hit_at(canvas, key->row, key->col);

	if (hit == NULL || key->pasted) {
		return false;
	}
	*click = (struct click){
		.layer = canvas->layer, .stop = hit->stop, .line = hit->line, .burst = key->burst};
	return true;
}
