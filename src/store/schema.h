/* SPDX-License-Identifier: MIT
 * Which version of the tables a state.db has, and how to convert an old one to the newest.
 *
 * The tables must be exactly those that keyturn created. An extra or missing table, column, index, view
 * or trigger is refused: a trigger can change what is written, and without a column a rotation cannot be
 * resumed. Nothing is written to a refused database. */
#ifndef KEYTURN_SCHEMA_H
#define KEYTURN_SCHEMA_H

#include "store_private.h"

/* The newest version, which the rest of the store reads and writes. */
enum { SCHEMA_VERSION = 2 };

/* Fills `version`, 0 for an empty file. ERROR_STATE_NEWER, or ERROR_STATE when it is not as keyturn made
 * it. Reads only. */
bool schema_find(struct store *store, int *version, struct error *error);

/* Creates the tables, or converts old ones to the newest version, one version in each transaction.
 * Several keyturns may do so at once. Needs foreign keys off. */
bool schema_upgrade(struct store *store, struct error *error);

/* Refuses what schema_find() does, for a store that has been open for a while: an update of keyturn, or
 * somebody else, may have changed the tables. Also refuses an older version. */
bool schema_check(struct store *store, struct error *error);

#endif
