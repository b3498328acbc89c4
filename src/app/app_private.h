/* SPDX-License-Identifier: MIT
 * The app's own state, shared by its files. */
#ifndef KEYTURN_APP_PRIVATE_H
#define KEYTURN_APP_PRIVATE_H

#include "connection.h"
#include "keyturn/app.h"
#include "keyturn/credential_command.h"
#include "keyturn/driver.h"

struct app {
	uv_loop_t *loop;
	struct app_options options;
	struct app_view view;
	struct model model;
	bool dirty, repaint;

	struct driver *driver;
	struct connection connection;
	int signing_in;                     /* the account a credential is fetched for */
	struct credential_command *command; /* prints it; NULL when none runs */
	uint32_t command_ticket;            /* who waits for it */
	enum credential_kind command_kind;

	bool quit;
	int status, signal;
};

/* Carries out every effect of `effects` and empties it. */
void effects_run(struct app *app, struct effects *effects);

#endif
