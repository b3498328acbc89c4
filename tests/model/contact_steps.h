/* SPDX-License-Identifier: MIT
 * To a list of contacts with IDs, and to the page of one. */
#ifndef KEYTURN_TESTS_CONTACT_STEPS_H
#define KEYTURN_TESTS_CONTACT_STEPS_H

#include "script.h"

/* Settings & Contacts of a user with that role: jqsmith (172157), kmanage (2), dev1 (3), off1 (7), which is
 * disabled. `key`: the own one. */
void steps_contacts(struct script *script, enum account_role own, const char *key);
void steps_contact_select(struct script *script, const char *name); /* the row gets the focus */

/* Answers what the page of the selected one asks for; `key` NULL: it is not asked for. */
void steps_contact_answer(struct script *script, enum account_role role, const char *key);
/* All of it. */
void steps_contact_page(
	struct script *script, const char *name, enum account_role role, const char *key);

#endif
