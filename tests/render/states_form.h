/* SPDX-License-Identifier: MIT
 * The states of a form, from its fields to what came of it. */
#ifndef KEYTURN_TESTS_STATES_FORM_H
#define KEYTURN_TESTS_STATES_FORM_H

#include "states.h"

void state_form(struct script *script);
void state_form_problem(struct script *script);
void state_form_hostile(struct script *script);
void state_form_confirm(struct script *script);
void state_form_confirm_go(struct script *script);
void state_form_checking(struct script *script);
void state_form_sending(struct script *script);
void state_form_stale(struct script *script);
void state_form_refused(struct script *script);
void state_form_unknown(struct script *script);
void state_form_password(struct script *script);
void state_form_password_confirm(struct script *script);
void state_form_leave(struct script *script);

#endif
