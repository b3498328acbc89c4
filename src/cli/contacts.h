/* SPDX-License-Identifier: MIT
 * The actions of 'keyturn contacts', a file each (or a few that are alike), and what they share.
 * contacts.c chooses among them. */
#ifndef KEYTURN_CONTACTS_H
#define KEYTURN_CONTACTS_H

#include "action.h"
#include "changing.h"
#include "contact.h"
#include "keyturn/account_rules.h"

context_command contacts_list, contacts_show, contacts_add, contacts_edit, contacts_enable,
	contacts_disable, contacts_remove, contacts_roles;

/* What is wrong with their words and options, before signing in. */
bool contacts_list_check(const struct options *options, struct error *error);
bool contacts_add_check(const struct options *options, struct error *error);
bool contacts_edit_check(const struct options *options, struct error *error);

/* ---- contacts_edit.c ---- */

/* Rules for a name, and for --email and --region where they are given. */
bool contacts_check_name(const char *name, struct error *error);
bool contacts_check_values(const struct options *options, struct error *error);

/* --email and --region, as far as they are given. */
void contacts_take_values(struct user_edit *edit, const struct options *options);

/* From --new-password-fd; NULL with `error` when it does not fit the rule. */
struct secret *contacts_read_password(const struct options *options, struct error *error);

/* The user, with the role that is known for what is permitted. */
bool contacts_target(struct contact *contact, struct call *call, const struct session *session,
	const char *name, struct error *error);

/* False with ERROR_FORBIDDEN, before anything is sent. */
bool contacts_permit(const struct contact *contact, const struct session *session, enum permit what,
	struct error *error);

enum { CONTACTS_WORDS_SIZE = ACCOUNT_NAME_SIZE + 64 };

/* "'keyturn contacts show NAME'" with the user's name: what shows how it is now. Returns `out`. */
const char *contacts_look(const struct user *user, char out[CONTACTS_WORDS_SIZE]);

/* ---- contacts_series.c ---- */

struct contacts_series {
	struct context *context;
	struct call *call;
	const struct session *session;
	struct json_object *list; /* owned */
	int tried, done;
	enum exit_status status; /* of the last that failed, or of one that is not known */
};

void contacts_begin(struct contacts_series *series, struct context *context, struct call *call,
	const struct session *session);

/* Carries one out and tells it; finishes it. Returns its exit status, for contacts_count(). */
enum exit_status contacts_change(struct contacts_series *series, struct changing *changing);

/* Tells of one of which nothing was sent; likewise. */
enum exit_status contacts_failed(struct contacts_series *series, const char *command,
	const char *name, const struct error *error);

void contacts_count(struct contacts_series *series, enum exit_status status);

/* After Ctrl-C, or an answer that was not yes, the others are not begun: tells that of one of them. */
bool contacts_stopped(struct contacts_series *series, const char *command, const char *name);

/* Prints what is left to print; returns the exit status of all: PARTLY when some were done. */
enum exit_status contacts_end(struct contacts_series *series);

#endif
