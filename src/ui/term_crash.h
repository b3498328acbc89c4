/* SPDX-License-Identifier: MIT
 * Puts the terminal back when the process dies by its own fault (SIGSEGV, SIGABRT …) or of any other
 * signal that the panel has no use for (SIGUSR1, SIGPWR, real-time ones …): the handlers write a
 * string that was made ready before, and the process dies of that signal. */
#ifndef KEYTURN_TERM_CRASH_H
#define KEYTURN_TERM_CRASH_H

#include <stddef.h>
#include <termios.h>

/* `bytes` undo every mode and clear the screen; `settings` are those found at the start. */
void term_crash_arm(int fd, const char *bytes, size_t len, const struct termios *settings);
void term_crash_disarm(void);

/* What is to be written before them; longer than a few rows it is left out. */
void term_crash_first(const char *bytes, size_t len);

#endif
