/* SPDX-License-Identifier: MIT */
#ifndef KEYTURN_HOLDERS_HOOK_ENVIRONMENT_H
#define KEYTURN_HOLDERS_HOOK_ENVIRONMENT_H

#include "hooks/hook_output.h"

/* The program's own environment for a hook: without the variables that clients keep a key in, without
 * any other that holds one of the output's secrets, and with KEYTURN_USERNAME when `username` is plain
 * text. NULL-terminated; hook_environment_destroy() frees it. */
char **hook_environment_create(const struct hook_output *output, const char *username);
void hook_environment_destroy(char **environment);

#endif
