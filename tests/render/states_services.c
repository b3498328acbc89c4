/* SPDX-License-Identifier: MIT */
#include "states_services.h"

#include "states_reset.h"

void state_services(struct script *script)
{
	state_home_page(script);
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_ENTER);
	for (int i = 0; i < 20; i++) {
		script_key(script, 'j');
	}
}

void state_services_search(struct script *script)
{
	state_services(script);
	script_key(script, '/');
	script_type(script, "ord");
}

void state_services_no_match(struct script *script)
{
	state_services(script);
	script_key(script, '/');
	script_type(script, "no such thing");
	script_key(script, KEYPRESS_ENTER);
}
