/* SPDX-License-Identifier: MIT
 * Service Access: every endpoint that the session's catalogue names. */
#include "screens.h"

#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"

enum { COL_REGION_SMALL = 26, COL_TYPE = 22, COL_REGION = 38, COL_URL = 46, LEAST = 3 };

static void draw_endpoint(struct pane *pane, const struct endpoint *endpoint, bool selected)
{
	struct canvas *canvas = &pane->canvas;
	int row = pane_row(pane), cols = pane->cols;
	enum style style = draw_item(pane, row, selected);
	const char *region = endpoint->region[0] != '\0' ? endpoint->region : "all";

	if (pane->compact) {
		canvas_text(canvas, row, COL_LABEL, COL_REGION_SMALL - COL_LABEL - 1, style,
			endpoint->service);
		canvas_text(canvas, row, COL_REGION_SMALL, cols - COL_REGION_SMALL, STYLE_NORMAL,
			region);
		return;
	}
	canvas_text(canvas, row, COL_LABEL, COL_TYPE - COL_LABEL - 1, style, endpoint->service);
	canvas_text(canvas, row, COL_TYPE, COL_REGION - COL_TYPE - 1, STYLE_FAINT, endpoint->type);
	canvas_text(canvas, row, COL_REGION, COL_URL - COL_REGION - 1, STYLE_NORMAL, region);
	canvas_text(canvas, row, COL_URL, cols - COL_URL, STYLE_NORMAL, endpoint->url);
}

static void draw_columns(struct pane *pane)
{
	int row = pane_row(pane);
	struct canvas *canvas = &pane->canvas;

	canvas_text(canvas, row, COL_LABEL, COL_TYPE, STYLE_HEADING, "Service");
	canvas_text(canvas, row, COL_TYPE, COL_REGION, STYLE_HEADING, "Type");
	canvas_text(canvas, row, COL_REGION, COL_URL, STYLE_HEADING, "Region");
	canvas_text(canvas, row, COL_URL, pane->cols, STYLE_HEADING, "URL");
}

/* In narrow panes the selected row's URL has no column: it goes below the list. */
static void draw_rows(
	const struct model *model, struct pane *pane, const size_t *indices, size_t count)
{
	size_t selected = model->services.list.selected;
	int place = pane->visible - pane->rows - (pane->compact ? 2 : 0);

	place = place < LEAST ? LEAST : place;
	int top = pane->rows;
	size_t first = list_first(pane, count, selected, place);
	for (size_t i = first; i < count && i < first + (size_t)place; i++) {
		pane_hit(pane, pane->rows, LIST_ROWS, i);
		draw_endpoint(pane, &model->catalog->endpoints[indices[i]],
			i == selected && !model->services.list.searching);
	}
	draw_more(pane, top, first, count);
	if (pane->compact && selected < count) {
		pane_paragraph(pane, COL_LABEL, STYLE_FAINT,
			model->catalog->endpoints[indices[selected]].url);
	}
}

static void draw(const struct model *model, struct pane *pane)
{
	size_t total = model->catalog != NULL ? model->catalog->count : 0;
	size_t *indices = memory_array(total + 1, sizeof(*indices));
	size_t count = model_services_matching(model, indices, total);

	draw_search(pane, &model->services.list);
	if (total == 0) {
		draw_empty_list(pane, "The service lists no endpoints.");
	} else if (count == 0) {
		draw_empty_list(pane, "Nothing matches the search.");
	} else {
		if (!pane->compact) {
			draw_columns(pane);
		}
		draw_rows(model, pane, indices, count);
	}
	free(indices);
}

/* All the endpoints of the selected one's service, each whole. */
static void draw_service(
	const struct catalog *catalog, const struct endpoint *of, struct pane *pane)
{
	draw_heading(pane, "%s", of->service);
	draw_detail(pane, "Type", known_or_not(of->type));
	for (size_t i = 0; i < catalog->count; i++) {
		const struct endpoint *endpoint = &catalog->endpoints[i];
		if (strcmp(endpoint->service, of->service) == 0 &&
			strcmp(endpoint->type, of->type) == 0) {
			pane_row(pane);
			draw_detail(pane, "Region",
				endpoint->region[0] != '\0' ? endpoint->region : "all");
			pane_paragraph(
				pane, 0, endpoint == of ? STYLE_GOOD : STYLE_NORMAL, endpoint->url);
		}
	}
}

static void detail(const struct model *model, struct pane *pane)
{
	size_t total = model->catalog != NULL ? model->catalog->count : 0;
	size_t *indices = memory_array(total + 1, sizeof(*indices));
	size_t count = model_services_matching(model, indices, total);
	size_t selected = model->services.list.selected;

	if (selected < count) {
		draw_service(model->catalog, &model->catalog->endpoints[indices[selected]], pane);
	}
	free(indices);
}

const struct screen screen_services = {"Service Access", draw, detail};
