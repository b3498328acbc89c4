/* SPDX-License-Identifier: MIT
 * --demo: the sandbox on a free loopback port and a throw-away home with applications that hold the
 * demo account's key. Both end with the program, however it ends. */
#ifndef KEYTURN_DEMO_H
#define KEYTURN_DEMO_H

#include "keyturn/error.h"
#include "keyturn/secret.h"

struct demo;

/* The account that the sandbox's built-in seed has for this. */
#define DEMO_USERNAME "jqsmith"
#define DEMO_PASSWORD "Demo-pass-1"

/* Starts the service and lays out the home. NULL with `error`. */
struct demo *demo_start(struct error *error);

/* Ends the service and removes the home. NULL is fine. */
void demo_stop(struct demo *demo);

const char *demo_url(const struct demo *demo);
const char *demo_home(const struct demo *demo);

#endif
