/* SPDX-License-Identifier: MIT
 * Whose API key a page is about, and what is known of it: what one read gives is kept together. Another key
 * than the one read before is told of. */
#ifndef KEYTURN_MODEL_KEY_READ_H
#define KEYTURN_MODEL_KEY_READ_H

#include "keyturn/model.h"

/* The ID of the user whose key Show, Copy, Reset and Places are about; "": the session's own. The name is
 * model_key_user(). */
const char *key_owner(const struct model *model);

/* The request for that key. */
void key_request(const struct model *model, struct identity_request *request);

/* Of the user whose key the page is about. NULL: they have none. True when it is another one than was
 * known. */
bool key_read_take(struct model *model, struct secret *key, struct effects *effects);

/* ---- the rotation's news; of a user that no page is about nothing is kept ---- */

/* What was read before, or is still being read, is not true any more. */
void key_read_issued(struct model *model, struct effects *effects);
void key_read_searched(struct model *model);
void key_read_rotated(struct model *model);

#endif
