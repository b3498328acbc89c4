/* SPDX-License-Identifier: MIT */
#include "widgets.h"

#include <stdio.h>
#include <string.h>

#include "keyturn/text.h"

enum { MARGIN = 1, GAP = 3 };

/* The account name at the right, which opens the menu; returns the first column it uses. */
static int draw_account(struct canvas *canvas, struct box box, const struct model *model)
{
	int right = box.col + box.cols - MARGIN;
	bool focused = model->page == PAGE_HOME && model->home.focus == HOME_MENU;
	char name[ACCOUNT_NAME_SIZE * 4];

	if (!model->signed_in) {
		return right;
	}
	const char *told = model->session.user_name[0] != '\0' ? model->session.user_name
							       : "(no name)";
	text_clean(name, sizeof(name), told, strlen(told));
	int cells = text_width(name), most = box.cols / 3;
	int col = right - 2 - (cells < most ? cells : most);
	if (focused) {
		canvas_cursor(canvas, box.row, col);
	}
	if (focused && canvas->plain) {
		canvas_text(canvas, box.row, col - 1, 1, STYLE_FOCUS, ">");
	}
	int used = canvas_text(
		canvas, box.row, col, right - 2 - col, focused ? STYLE_FOCUS : STYLE_TITLE, name);
	if (!canvas->plain) {
		canvas_text(canvas, box.row, col + used + 1, 1, STYLE_TITLE, "▾");
	}
	canvas_hit(canvas, (struct hit){box.row, col, right - col, CLICK_ACCOUNT, 0});
	return col;
}

static void service_text(const struct model *model, char *out, size_t size)
{
	bool host = model->service_host[0] != '\0' &&
		strcmp(model->service_host, model->service_label) != 0;

	snprintf(out, size, "%s%s%s", model->service_label, host ? " · " : "",
		host ? model->service_host : "");
}

void draw_title(struct canvas *canvas, struct box box, const struct model *model)
{
	char service[ACCOUNT_URL_SIZE + 80];

	canvas_fill(canvas, (struct box){box.row, 0, 1, canvas->cols}, ' ', STYLE_TITLE);
	int right = draw_account(canvas, box, model);
	if (model->options.demo) {
		right -= GAP + 4;
		canvas_text(canvas, box.row, right, 4, STYLE_TITLE, "DEMO");
	}
	int col = box.col + MARGIN;
	col += canvas_text(canvas, box.row, col, right - col - 1, STYLE_TITLE, "keyturn");
	service_text(model, service, sizeof(service));
	canvas_text(canvas, box.row, col + GAP, right - col - 2 * GAP + 1, STYLE_TITLE, service);
}
