/* SPDX-License-Identifier: MIT */
#include "key_read.h"

#include <stdio.h>
#include <string.h>

#include "load.h"
#include "toast.h"

/* ---- whose ---- */

static bool is_own(const struct model *model, const char *id)
{
	return id[0] == '\0' || strcmp(id, model->session.user_id) == 0;
}

const char *key_owner(const struct model *model)
{
	bool own = model->page != PAGE_CONTACT || is_own(model, model->contact.user.id);

	return own ? "" : model->contact.user.id;
}

const char *model_key_user(const struct model *model)
{
	return key_owner(model)[0] == '\0' ? model->session.user_name : model->contact.user.name;
}

const struct key_read *model_key(const struct model *model)
{
	return key_owner(model)[0] == '\0' ? &model->settings.key : &model->contact.key;
}

void key_request(const struct model *model, struct identity_request *request)
{
	const char *id = key_owner(model);

	request->op = IDENTITY_GET_KEY;
	if (id[0] != '\0') { /* the session knows its own user */
		snprintf(request->user_id, sizeof(request->user_id), "%s", id);
		snprintf(request->username, sizeof(request->username), "%s",
			model->contact.user.name);
	}
}

/* Where what is known of the page's key is kept. */
static struct key_read *known_here(struct model *model)
{
	return key_owner(model)[0] == '\0' ? &model->settings.key : &model->contact.key;
}

/* Where what is known of that user's key is kept; NULL: nowhere now. */
static struct key_read *known_of(struct model *model, const char *id)
{
	if (is_own(model, id)) {
		return &model->settings.key;
	}
	return model->page == PAGE_CONTACT && strcmp(id, model->contact.user.id) == 0
		? &model->contact.key
		: NULL;
}

/* ---- what was read ---- */

static void keep(const struct model *model, struct key_read *known, const char *user,
	const char *fingerprint)
{
	known->known = true;
	known->wall = model->wall;
	snprintf(known->fingerprint, sizeof(known->fingerprint), "%s", fingerprint);
	snprintf(known->user, sizeof(known->user), "%s", user);
}

static const char *or_none(const char *fingerprint)
{
	return fingerprint[0] != '\0' ? fingerprint : "none";
}

bool key_read_take(struct model *model, struct secret *key, struct effects *effects)
{
	struct key_read *known = known_here(model);
	const struct key_read before = *known;
	char fingerprint[SECRET_FINGERPRINT_SIZE] = "";

	if (key != NULL) {
		secret_fingerprint(key, fingerprint);
	}
	keep(model, known, model_key_user(model), fingerprint);
	bool other = before.known && strcmp(before.fingerprint, fingerprint) != 0;
	if (other) {
		toast(model, effects, TOAST_ERROR,
			"The API key has changed elsewhere since it was last read: %s -> %s",
			or_none(before.fingerprint), or_none(fingerprint));
	}
	return other;
}

/* ---- the rotation's news ---- */

static void superseded(struct load *load, struct effects *effects)
{
	if (load->state != LOAD_NONE) {
		load_cancel(load, effects);
		load->state = LOAD_READY;
	}
}

void key_read_issued(struct model *model, struct effects *effects)
{
	const struct rotation *rotation = &model->rotation;
	struct key_read *known = known_of(model, rotation->user_id);

	if (known == NULL) {
		return;
	}
	keep(model, known, rotation->user_name, rotation->new_trace.fingerprint);
	known->last_reset = model->wall;
	if (known == &model->settings.key) {
		superseded(&model->settings.key_load, effects);
	}
	if (known == model_key(model)) {
		superseded(&model->contact.key_load, effects);
	}
}

void key_read_searched(struct model *model)
{
	struct key_read *known = known_of(model, model->rotation.user_id);

	if (known != NULL) {
		known->searched = true;
		known->held = model->rotation.place_count;
	}
}

/* The new key is where it was put, the old one is the key no more. */
void key_read_rotated(struct model *model)
{
	const struct rotation *rotation = &model->rotation;
	struct key_read *known = known_of(model, rotation->user_id);

	if (known != NULL && rotation->outcome == ROTATION_OUTCOME_NEW) {
		known->searched = rotation->search == SEARCH_DONE;
		known->held = rotation_count(rotation).updated;
	}
}
