/* SPDX-License-Identifier: MIT
 * The list of services, and searches in it. */
#ifndef KEYTURN_TESTS_STATES_SERVICES_H
#define KEYTURN_TESTS_STATES_SERVICES_H

#include "states.h"

void state_services(struct script *script);
void state_services_search(struct script *script);
void state_services_no_match(struct script *script);

#endif
