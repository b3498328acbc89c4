/* SPDX-License-Identifier: MIT
 * Putting a file back as it was before a rotation, from its backup, as carefully as it was changed.
 *
 * Only a file that is as keyturn left it: whoever changed it since would lose that. It is written in the same
 * two ways as by rewrite.h, keeps its mode, owner, ACL and extended attributes, and is looked at again
 * afterwards. A run that was killed leaves what the next one finishes or takes away. */
#ifndef KEYTURN_RESTORE_H
#define KEYTURN_RESTORE_H

#include <stdbool.h>

#include "keyturn/error.h"
#include "keyturn/holder.h"
#include "keyturn/rewrite.h"

/* What restore_file() would come to; writes nothing. DONE: it can be put back. ALREADY: it is back. CHANGED: it
 * is not as keyturn left it. FAILED: `error` says why, its detail fit for a holder's `reason`.
 *
 * `begun`: an earlier run began to put it back and was interrupted, so that a file written in place may be half
 * way; it counts as keyturn's work when only the places of the key differ from the backup. */
enum rewrite_result restore_look(const struct holder *holder, bool begun, struct error *error);

/* Does it; blocks on the disk. */
enum rewrite_result restore_file(const struct holder *holder, bool begun, struct error *error);

#endif
