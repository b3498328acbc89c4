/* SPDX-License-Identifier: MIT
 * The states of a reset, from the question to the outcome, and the two pages that they begin on. */
#ifndef KEYTURN_TESTS_STATES_RESET_H
#define KEYTURN_TESTS_STATES_RESET_H

#include "states.h"

void state_home_page(struct script *script);
void state_settings_page(struct script *script);

void state_reset_reading(struct script *script);
void state_reset(struct script *script);
void state_reset_generate(struct script *script);
void state_reset_too_soon(struct script *script);
void state_progress_resetting(struct script *script);
void state_progress_learning(struct script *script);
void state_progress_proving(struct script *script);
void state_progress_new(struct script *script);
void state_progress_refused(struct script *script);
void state_progress_not_begun(struct script *script);
void state_leave(struct script *script);
void state_progress_unknown(struct script *script);
void state_progress_hidden(struct script *script);
void state_reset_searching(struct script *script);
void state_reset_found(struct script *script);
void state_places(struct script *script);
void state_progress_updating(struct script *script);
void state_progress_left(struct script *script);
void state_resume(struct script *script);

#endif
