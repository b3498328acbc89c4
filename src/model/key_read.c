/* SPDX-License-Identifier: MIT */
#include "key_read.h"

#include <stdio.h>
#include <string.h>

#include "toast.h"

static void keep(struct model *model, const char *fingerprint)
{
	struct key_read *known = &model->settings.key;

	known->known = true;
	known->wall = model->wall;
	snprintf(known->fingerprint, sizeof(known->fingerprint), "%s", fingerprint);
	snprintf(known->user, sizeof(known->user), "%s", model->session.user_name);
}

static const char *or_none(const char *fingerprint)
{
	return fingerprint[0] != '\0' ? fingerprint : "none";
}

bool key_read_take(struct model *model, struct secret *key, struct effects *effects)
{
	const struct key_read before = model->settings.key;
	char fingerprint[SECRET_FINGERPRINT_SIZE] = "";

	if (key != NULL) {
		secret_fingerprint(key, fingerprint);
	}
	keep(model, fingerprint);
	bool other = before.known && strcmp(before.fingerprint, fingerprint) != 0;
	if (other) {
		toast(model, effects, TOAST_ERROR,
			"The API key has changed elsewhere since it was last read: %s -> %s",
			or_none(before.fingerprint), or_none(fingerprint));
	}
	return other;
}

void key_read_issued(struct model *model, const char *fingerprint)
{
	keep(model, fingerprint);
}
