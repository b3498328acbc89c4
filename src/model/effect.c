/* SPDX-License-Identifier: MIT */
#include "keyturn/effect.h"

#include <assert.h>
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
		secret_unlink(effects->items[i].secret);
		secret_unlink(effects->items[i].request.secret);
	}
	effects->count = 0;
}
