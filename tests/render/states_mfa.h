/* SPDX-License-Identifier: MIT
 * The states of the dialog of multi-factor authentication. */
#ifndef KEYTURN_TESTS_STATES_MFA_H
#define KEYTURN_TESTS_STATES_MFA_H

#include "states.h"

void state_mfa(struct script *script);
void state_mfa_reading(struct script *script);
void state_mfa_failed(struct script *script);
void state_mfa_why(struct script *script);
void state_mfa_hostile(struct script *script);
void state_mfa_on(struct script *script);       /* asked before it is turned on */
void state_mfa_question(struct script *script); /* the page where there are secret questions */

#endif
