/* SPDX-License-Identifier: MIT
 * Which version of the tables a state.db has, and the way from an old one to the newest.
 *
 * The tables must be exactly those that keyturn made: a table, column, index, view or trigger more or
 * less is refused, for a trigger can change what is written, and a column that is gone is a rotation
 * that cannot be taken up again. Nothing is written to what is refused. */
#ifndef KEYTURN_SCHEMA_H
#define KEYTURN_SCHEMA_H

#include "store_private.h"

/* The newest version, which is what the rest of the store reads and writes. */
enum { SCHEMA_VERSION = 2 };

/* Fills `version` with what is there, 0 for an empty file. ERROR_STATE_NEWER, or ERROR_STATE when it is
 * not as keyturn made it. Reads only. */
bool schema_find(struct store *store, int *version, struct error *error);

/* Makes the tables, or brings old ones to the newest version, a transaction a step. Several keyturns may
 * do so at once. Wants foreign keys off. */
bool schema_upgrade(struct store *store, struct error *error);

/* The same refusals as schema_find(), for a store that has been open for a while: an update of keyturn, or
 * somebody else, may have changed the tables since. An older version is refused as well. */
bool schema_check(struct store *store, struct error *error);

#endif
