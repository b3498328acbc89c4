/* SPDX-License-Identifier: MIT
 * Steps through a reset, for the tests of its popup and of its progress. */
#ifndef KEYTURN_TESTS_RESET_STEPS_H
#define KEYTURN_TESTS_RESET_STEPS_H

#include "script.h"

#define RESET_OLD "0123456789abcdef0123456789abcdef"
#define RESET_NEW "fedcba9876543210fedcba9876543210"

void reset_popup(struct script *script);    /* the old key read, the popup open */
void reset_places(struct script *script);   /* … three places found, their list open */
void reset_confirm(struct script *script);  /* from the start to the sent reset */
void reset_finish(struct script *script);   /* from the sent reset to the end, without trouble */
void reset_updating(struct script *script); /* from the start to the first file; works held */
bool script_told(const struct script *script, const char *text); /* in the log */

#endif
