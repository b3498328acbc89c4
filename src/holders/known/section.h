/* SPDX-License-Identifier: MIT
 * Which part of a file a place in it belongs to, told from the lines above: the profile of an INI
 * file, the cloud of a clouds.yaml. Pure; for names shown to people, so a guess is good enough. */
#ifndef KEYTURN_HOLDERS_SECTION_H
#define KEYTURN_HOLDERS_SECTION_H

#include <stdbool.h>
#include <stddef.h>

enum { SECTION_SIZE = 80 };

enum section_style {
	SECTION_NONE,
	SECTION_INI,   /* the heading above, "default" before the first */
	SECTION_CLOUD, /* the key below "clouds:" (YAML) */
	SECTION_TOP,   /* the outermost key (YAML), without the colons of a Ruby symbol */
	SECTION_NAMED, /* what the last "name:" above says (YAML) */
};

/* `text` ends where the place is. False when there is no telling, or the name is too long. */
bool section_find(enum section_style style, const char *text, size_t len, char out[SECTION_SIZE]);

#endif
