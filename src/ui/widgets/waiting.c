/* SPDX-License-Identifier: MIT */
#include "widgets.h"

#include <stdio.h>

enum { OVERDUE_MS = 1000 };

char *waiting_text(const struct model *model, const struct load *load, char *out, size_t size)
{
	const struct identity_wait *wait = &load->wait;
	int64_t waited = model->now - load->since;

	if (!load->waiting) {
		if (waited < OVERDUE_MS) {
			snprintf(out, size, "reading…");
		} else if (model->options.accessible) {
			snprintf(out, size, "waiting…");
		} else {
			snprintf(out, size, "waiting %lld s", (long long)waited / 1000);
		}
	} else if (wait->reason == WAIT_SIGN_IN_AGAIN) {
		snprintf(out, size, "signing in again");
	} else {
		snprintf(out, size, "%s; again in %d s (%d of %d)", error_sentence(wait->cause),
			wait->seconds, wait->attempt, wait->attempts_max);
	}
	return out;
}

char *load_text(const struct model *model, const struct load *load, char *out, size_t size)
{
	char reason[ERROR_DETAIL_MAX + 128];

	switch (load->state) {
	case LOAD_NONE:
		snprintf(out, size, "not read yet");
		break;
	case LOAD_UNDER_WAY:
		waiting_text(model, load, out, size);
		break;
	case LOAD_FAILED:
		snprintf(out, size, "could not be read: %s — R tries again",
			error_message(&load->error, reason, sizeof(reason)));
		break;
	case LOAD_READY:
		out[0] = '\0';
		break;
	}
	return out;
}

char *shown_text(const struct model *model, char *out, size_t size)
{
	snprintf(out, size, "shown; hides %s %d s", model->options.accessible ? "after" : "in",
		model->reveal.seconds);
	return out;
}
