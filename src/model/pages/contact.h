/* SPDX-License-Identifier: MIT
 * The page of one contact, over Settings & Contacts. */
#ifndef KEYTURN_MODEL_CONTACT_H
#define KEYTURN_MODEL_CONTACT_H

#include "keyturn/model.h"

void contact_free(struct model *model);

#endif
