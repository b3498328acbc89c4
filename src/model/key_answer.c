/* SPDX-License-Identifier: MIT */
#include "key_answer.h"

#include "key_read.h"
#include "load.h"
#include "reveal.h"

/* One that is shown and was read beside this one may be the older of the two. */
void key_answer(struct model *model, struct load *load, struct identity_reply *reply,
	struct effects *effects)
{
	bool none = reply->outcome != OUTCOME_OK && reply->error.kind == ERROR_NOT_FOUND;
	bool well = load_finish(load, reply);

	if (well && !credential_is_whole(&reply->credential)) {
		load->state = LOAD_FAILED;
		error_set(&load->error, ERROR_REPLY, "no API key in it");
		return;
	}
	if (none) {
		load->state = LOAD_READY;
	}
	if ((none || well) &&
		key_read_take(
			model, well ? credential_secret(&reply->credential) : NULL, effects) &&
		model->reveal.what == REVEAL_KEY) {
		reveal_hide(model, effects);
	}
}
