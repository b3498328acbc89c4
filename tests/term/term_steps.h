/* SPDX-License-Identifier: MIT
 * What the tests of the terminal layer do again and again: the probe (probe.c) in a terminal. */
#ifndef KEYTURN_TESTS_TERM_STEPS_H
#define KEYTURN_TESTS_TERM_STEPS_H

#include "terminal.h"

/* The probe's secret: as it is, as it goes to the clipboard, and hidden. */
#define KEY    "0123456789abcdef0123456789ABCDEF"
#define BASE64 "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlBQkNERUY="
#define MASK   "********************************"

/* The probe in a terminal of kind `term`, NULL for the usual one; `env` and `option` may be NULL. The
 * caller ends it with terminal_stop(). */
struct terminal *probe_start(const char *term, const char *const *env, const char *option);

/* The same, once all of its picture is there. */
struct terminal *probe_start_ready(const char *term, const char *const *env);

/* However it ended: nothing of it stays. */
void probe_expect_left(struct terminal *terminal);

/* It ends by itself with this status, or by this signal. */
void probe_expect_exit(struct terminal *terminal, int code);
void probe_expect_death(struct terminal *terminal, int number);

#endif
