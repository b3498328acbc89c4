/* SPDX-License-Identifier: MIT
 * The commands, a file each. They print their own errors and return the exit status. */
#ifndef KEYTURN_COMMANDS_H
#define KEYTURN_COMMANDS_H

#include "options.h"

enum exit_status command_panel(struct options *options);
enum exit_status command_show(struct options *options);
enum exit_status command_scan(struct options *options);
enum exit_status command_rotate(struct options *options);
enum exit_status command_resume(struct options *options);
enum exit_status command_history(struct options *options);
enum exit_status command_profiles(struct options *options);
enum exit_status command_doctor(struct options *options);

#endif
