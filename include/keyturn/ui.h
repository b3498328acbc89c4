/* SPDX-License-Identifier: MIT
 * Draws the panel: always the whole model onto a canvas. */
#ifndef KEYTURN_UI_H
#define KEYTURN_UI_H

#include "keyturn/canvas.h"
#include "keyturn/model.h"

/* Draws `model` onto `canvas`, which has the model's size. Any size from 1×1 works. */
void ui_render(const struct model *model, struct canvas *canvas);

/* What a click on `canvas` hits. False: nothing, and nothing should happen. */
bool ui_click(const struct canvas *canvas, const struct key *key, struct click *click);

#endif
