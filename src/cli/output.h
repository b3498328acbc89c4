/* SPDX-License-Identifier: MIT
 * What commands print. With --json: one object on stdout and nothing else. */
#ifndef KEYTURN_OUTPUT_H
#define KEYTURN_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include <json-c/json.h>

#include "keyturn/account.h"
#include "keyturn/error.h"
#include "options.h"
#include "paper.h"

/* Prints {"error":{…}} on stdout (json) or the sentence and its next step on stderr; returns the
 * exit status that belongs to it. */
enum exit_status output_error(bool json, const struct error *error);

/* The member "error", as it is there too where a failure is one of several results. */
void output_add_error(struct json_object *object, const struct error *error);

/* Prints and frees `object`; DONE, or FAILED when stdout cannot be written. */
enum exit_status output_json(struct json_object *object);

/* "Label          text" on stdout, the text cleaned for a terminal, and wrapped there. */
void output_row(const char *label, const char *text);
void output_row_to(FILE *out, enum paper_style style, const char *label, const char *text);

/* The text cleaned for a terminal; the caller frees it. */
char *output_cleaned(const char *text);

/* One line, cleaned and wrapped likewise. */
void output_line(FILE *out, const char *text);
/* The object that tells something of a user: {"user","user_id","service"}. */
struct json_object *output_user_json(const char *service, const struct user *user);

void output_member(struct json_object *object, const char *name, const char *text);

/* Is what goes on told on standard error? Notices are, but for --quiet and --json; progress needs a
 * terminal there as well, and is the log's with --verbose. Errors always are. */
bool output_notices(const struct options *options);
bool output_progress(const struct options *options);

/* Flushes stdout; FAILED, said on stderr, when it could not be written. */
enum exit_status output_end(void);

#endif
