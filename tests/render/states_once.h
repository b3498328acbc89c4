/* SPDX-License-Identifier: MIT
 * The states of a secret that is told only once. */
#ifndef KEYTURN_TESTS_STATES_ONCE_H
#define KEYTURN_TESTS_STATES_ONCE_H

#include "states.h"

void state_once_password(struct script *script);
void state_once_password_shown(struct script *script);
void state_once_codes(struct script *script);
void state_once_codes_shown(struct script *script);
void state_once_otp(struct script *script);
void state_once_otp_shown(struct script *script);
void state_once_otp_long_shown(struct script *script);
void state_once_copied(struct script *script);
void state_once_leave(struct script *script);
void state_once_quit(struct script *script);
void state_once_hostile(struct script *script);

#endif
