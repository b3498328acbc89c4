/* SPDX-License-Identifier: MIT */
#include "left.h"

#include <string.h>

#include "keyturn/rotation_words.h"

struct measure {
	size_t rows, cols;
};

/* A word that goes to the next row leaves half of one empty at most, but for the longest. */
static void measure(void *data, const char *sentence)
{
	struct measure *measure = data;

	measure->rows += 2 + 2 * strlen(sentence) / measure->cols;
}

size_t model_left_rows(const struct model *model, size_t cols)
{
	struct measure left = {0, cols > 0 ? cols : 1};

	rotation_each_left(&model->rotation, measure, &left);
	return left.rows;
}

bool left_is_any(const struct model *model)
{
	const struct rotation *rotation = &model->rotation;

	return rotation->step == ROTATION_FINISHED &&
		strcmp(rotation->user_name, model_key_user(model)) == 0 &&
		model_left_rows(model, 1) > 0;
}
