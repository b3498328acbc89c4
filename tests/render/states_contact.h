/* SPDX-License-Identifier: MIT
 * The list of contacts with the focus, the page of one, the forms about them. */
#ifndef KEYTURN_TESTS_STATES_CONTACT_H
#define KEYTURN_TESTS_STATES_CONTACT_H

#include "states.h"

void state_contacts(struct script *script);
void state_contacts_user(struct script *script); /* as a plain user sees them */
void state_contact(struct script *script);
void state_contact_shown(struct script *script);
void state_contact_reading(struct script *script);
void state_contact_refused(struct script *script);
void state_contact_hostile(struct script *script);
void state_contact_add(struct script *script);
void state_contact_delete(struct script *script);

#endif
