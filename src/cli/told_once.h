/* SPDX-License-Identifier: MIT
 * A secret that the service tells once, such as bypass codes: for a command it goes to standard output
 * (--reveal) or into a new file that only this user can read (--out=FILE). */
#ifndef KEYTURN_TOLD_ONCE_H
#define KEYTURN_TOLD_ONCE_H

#include <json-c/json.h>

#include "keyturn/secret.h"
#include "options.h"

struct told_once {
	const char *member, *label; /* "otpauth", "OTP secret"; NULL: nothing is told */
	bool lines;                 /* several, a line each */
	const char *file;           /* of --out; NULL: standard output */
	int descriptor;             /* of the file; meaningful from told_once_open() on */
};

/* ERROR_USAGE when the options do not say where it goes, so that it is not asked for and lost. */
bool told_once_check(struct told_once *told, const struct options *options, struct error *error);

/* Before it is asked for: makes the file, which must not be there yet. */
bool told_once_open(struct told_once *told, struct error *error);

/* Writes it to the file, to the disk; nothing for standard output. */
bool told_once_keep(struct told_once *told, struct secret *secret, struct error *error);

/* Closes the file; removes it when nothing was told. */
void told_once_close(struct told_once *told, bool was_told);

/* Prints it, or says in which file it is. */
void told_once_print(const struct told_once *told, struct secret *secret);
void told_once_json(
	const struct told_once *told, struct secret *secret, struct json_object *object);

#endif
