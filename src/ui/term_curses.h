/* SPDX-License-Identifier: MIT
 * curses, without the one of its names that is ours too (keyturn/key.h). */
#ifndef KEYTURN_TERM_CURSES_H
#define KEYTURN_TERM_CURSES_H

#define keypress_name curses_key_name
#include <curses.h>
#undef keypress_name

#endif
