/* SPDX-License-Identifier: MIT
 * Writing a profile into config.ini. No secret is ever in it: where it comes from is.
 *
 * Everything else that is in the file stays byte for byte, and so do its mode and a link that leads to it; a
 * new file is 0600, new directories 0700. The file is replaced by a rename, so that it is never half written,
 * and is read as keyturn reads it before that. Two of these at once wait for each other. */
#ifndef KEYTURN_PROFILE_FILE_H
#define KEYTURN_PROFILE_FILE_H

#include "keyturn/account.h"
#include "keyturn/config.h"
#include "keyturn/error.h"
#include "keyturn/paths.h"

struct profile_draft {
	const char *name, *service, *username;
	const char *
		command; /* as it is to stand in the file, words quoted; NULL: asked for every time */
	enum credential_kind kind; /* of what the command prints */
};

/* Letters, digits and . _ - @; ERROR_USAGE otherwise. */
bool profile_name_check(const char *name, struct error *error);

/* Appends `word` to `text` (of `size`), after a blank if there is something, with the quotes that config.ini
 * wants. False when it does not fit, or no quotes are enough. */
bool profile_add_word(char *text, size_t size, const char *word);

/* The configuration as it would be with the profile; nothing is written. NULL with ERROR_PROFILE_EXISTS unless
 * `replace`; with ERROR_USAGE when it could not be read back as it is meant. The caller destroys. */
struct config *profile_preview(const struct paths *paths, const struct profile_draft *draft,
	bool replace, struct error *error);

/* Writes it. The same errors, and those of the disk. */
bool profile_write(const struct paths *paths, const struct profile_draft *draft, bool replace,
	struct error *error);

#endif
