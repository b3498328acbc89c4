/* SPDX-License-Identifier: MIT */
#include "keyturn/effect.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct effect *effect_add(struct effects *effects, enum effect_kind kind)
{
	assert(effects->count < EFFECTS_MAX);

	struct effect *effect = &effects->items[effects->count++];
	memset(effect, 0, sizeof(*effect));
	effect->kind = kind;
	return effect;
}

void effects_finish(struct effects *effects)
{
	for (size_t i = 0; i < effects->count; i++) {
		struct effect *effect = &effects->items[i];
		secret_unlink(effect->secret);
		identity_request_finish(&effect->request);
		credential_drop(&effect->credential);
		work_order_destroy(effect->order);
		free(effect->entry);
	}
	effects->count = 0;
}
