/* SPDX-License-Identifier: MIT
 * Home: who is signed in, until when, and what the key opens. */
#include "screens.h"

#include <stdio.h>
#include <string.h>

#include "keyturn/clock.h"

enum { TEXT_MAX = 256, GAP = 2, SERVICES_LEAST = 3, COL_TYPE = 28 };

static const char *method_text(const struct session *session)
{
	static const char *const methods[] = {
		[CREDENTIAL_PASSWORD] = "with the password",
		[CREDENTIAL_API_KEY] = "with the API key",
		[CREDENTIAL_TOKEN] = "with a token",
	};

	return methods[session->method];
}

static char *until_text(const struct session *session, char *out, size_t size)
{
	char date[32];

	snprintf(out, size, "%s%s",
		session->expires != 0 ? clock_minute(session->expires, date, sizeof(date))
				      : "not known",
		session->ends ? ", then sign in again" : "");
	return out;
}

static char *lock_text(const struct model *model, bool compact, char *out, size_t size)
{
	bool by_account;
	char span[32];
	const int64_t after = model_lock_after(model, &by_account);
	const char *whose = !by_account ? "" : compact ? " (account)" : ", as the account asks";

	if (after <= 0) {
		snprintf(out, size, "never by itself");
	} else {
		snprintf(out, size, "after %s%s%s", clock_limit(after / 1000, span, sizeof(span)),
			compact ? "" : " without a key", whose);
	}
	return out;
}

static void draw_session(const struct model *model, struct pane *pane)
{
	const struct session *session = &model->session;
	char text[TEXT_MAX];

	draw_value(pane, "Username", "Username", known_or_not(session->user_name));
	draw_value(pane, "Account", "Account", known_or_not(session->account));
	draw_value(pane, "Role", "Role", known_or_not(role_word(session->role)));
	draw_value(pane, "Default region", "Region", known_or_not(session->region));
	snprintf(text, sizeof(text), "%s%s", method_text(session),
		session->passcode ? " and a passcode" : "");
	draw_value(pane, "Signed in", "Signed in", text);
	draw_sentence(pane, "Until", "Until", until_text(session, text, sizeof(text)));
	draw_value(pane, "Locks", "Locks", lock_text(model, pane->compact, text, sizeof(text)));
}

static void draw_ways(const struct model *model, struct pane *pane)
{
	const enum home_focus focus = model->home.focus;
	const struct button buttons[] = {
		{"Settings & Contacts", focus == HOME_SETTINGS, HOME_SETTINGS},
		{"Service Access", focus == HOME_SERVICES, HOME_SERVICES},
		{"Save as a profile", focus == HOME_SAVE, HOME_SAVE},
	};
	const size_t count = model_offers_profile(model) ? 3 : 2;
	const bool roomy = buttons_cells(buttons, count) <= pane->cols - COL_LABEL;

	if (roomy) {
		int row = pane_row(pane);
		draw_marker(pane, row, !pane->canvas.plain && focus != HOME_MENU);
		draw_buttons(&pane->canvas, row, COL_LABEL, pane->cols, buttons, count);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		int row = pane_row(pane);
		draw_marker(pane, row, buttons[i].focused);
		draw_buttons(&pane->canvas, row, COL_LABEL, pane->cols, &buttons[i], 1);
	}
}

/* Endpoints from `first` on that belong to one service, and their regions as one text. */
static size_t one_service(const struct catalog *catalog, size_t first, char *regions, size_t size)
{
	size_t end = first, used = 0;

	regions[0] = '\0';
	while (end < catalog->count &&
		strcmp(catalog->endpoints[end].service, catalog->endpoints[first].service) == 0) {
		const char *region = catalog->endpoints[end++].region;
		if (region[0] != '\0' && used < size) {
			used += (size_t)snprintf(
				regions + used, size - used, "%s%s", used > 0 ? " " : "", region);
		}
	}
	return end;
}

static size_t count_services(const struct catalog *catalog)
{
	size_t count = 0;

	for (size_t i = 0; i < catalog->count; i++) {
		const struct endpoint *endpoint = &catalog->endpoints[i];
		count += i == 0 || strcmp(endpoint->service, endpoint[-1].service) != 0;
	}
	return count;
}

static void draw_service(struct pane *pane, const struct endpoint *endpoint, const char *regions)
{
	int row = pane_row(pane), col = COL_LABEL;
	int name = pane->compact ? pane->cols / 2 - COL_LABEL : COL_TYPE - COL_LABEL - GAP;

	canvas_text(&pane->canvas, row, col, name, STYLE_NORMAL, endpoint->service);
	col += name + GAP;
	if (!pane->compact) {
		canvas_text(&pane->canvas, row, col, COL_TYPE - GAP, STYLE_FAINT, endpoint->type);
		col += COL_TYPE - GAP;
	}
	canvas_text(&pane->canvas, row, col, pane->cols - col, STYLE_NORMAL, regions);
}

static void draw_services(const struct model *model, struct pane *pane)
{
	const struct catalog *catalog = model->catalog;
	int place = pane->visible - pane->rows - 1;
	char regions[TEXT_MAX];

	if (catalog == NULL || catalog->count == 0) {
		draw_heading(pane, "Services");
		pane_paragraph(pane, COL_LABEL, STYLE_NORMAL, "The service lists none.");
		return;
	}
	draw_heading(pane, "Services (%zu)", count_services(catalog));
	place = place < SERVICES_LEAST ? SERVICES_LEAST : place;
	for (size_t i = 0; i < catalog->count && place > 0; place--) {
		const struct endpoint *endpoint = &catalog->endpoints[i];
		i = one_service(catalog, i, regions, sizeof(regions));
		if (place == 1 && i < catalog->count) {
			canvas_text(&pane->canvas, pane_row(pane), COL_LABEL, pane->cols,
				STYLE_FAINT, "… more in Service Access");
			return;
		}
		draw_service(pane, endpoint, regions);
	}
}

static void draw(const struct model *model, struct pane *pane)
{
	draw_session(model, pane);
	if (!pane->compact) {
		pane_row(pane);
	}
	draw_ways(model, pane);
	if (!pane->compact) {
		pane_row(pane);
	}
	draw_services(model, pane);
}

/* What is behind the button. */
static void detail(const struct model *model, struct pane *pane)
{
	static const char *const texts[HOME_FOCUS_COUNT][2] = {
		[HOME_SETTINGS] = {"Settings & Contacts",
			"See, copy and reset the API key. Also here: e-mail, default region, "
			"password, multi-factor, support PIN, and the users of the account."},
		[HOME_SERVICES] = {"Service Access",
			"Every service that the key opens, with the URL of each region."},
		[HOME_SAVE] = {"Save as a profile",
			"No profile is configured. This saves the service and your username, so that "
			"the next start asks for the credential only. No secret is saved; 'keyturn "
			"init' can set up a command that prints it."},
		[HOME_MENU] = {"Account",
			"The account menu: pages, another account, lock, sign out."},
	};

	draw_heading(pane, "%s", texts[model->home.focus][0]);
	pane_paragraph(pane, 0, STYLE_NORMAL, texts[model->home.focus][1]);
}

const struct screen screen_home = {"Home", draw, detail};
