/* SPDX-License-Identifier: MIT
 * The table of config.ini's settings: in which section, into which field, what values. */
#ifndef KEYTURN_CONFIG_INI_SETTINGS_H
#define KEYTURN_CONFIG_INI_SETTINGS_H

#include <stdbool.h>

#include "keyturn/error.h"

enum ini_section {
	INI_PROFILE,
	INI_SCAN,
	INI_HOOK,
	INI_PANEL,
};

/* One section of the file while it is read. */
struct ini_target {
	enum ini_section section;
	void *fields;     /* struct profile, struct hook or struct config */
	unsigned given;   /* bits of the settings that this section gave so far */
	const char *home; /* stands for ~; may be NULL */
};

/* Writes the setting to its field. False, with a sentence that names neither file nor line and
 * repeats no secret, when it is unknown, given twice, or its value is not acceptable. */
bool ini_setting_apply(
	struct ini_target *target, const char *key, const char *value, struct error *error);

#endif
