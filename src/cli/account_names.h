/* SPDX-License-Identifier: MIT
 * What is known of users, as --json and the commands name it. */
#ifndef KEYTURN_ACCOUNT_NAMES_H
#define KEYTURN_ACCOUNT_NAMES_H

#include "keyturn/factors.h"

const char *account_role_name(enum account_role role);        /* "owner" */
const char *account_mfa_name(enum account_mfa mfa);           /* "on" */
const char *account_level_name(enum account_mfa_level level); /* "required" */
const char *account_pin_name(enum account_pin pin);           /* "active" */
const char *account_factor_name(enum factor_kind kind);       /* "otp" */

#endif
