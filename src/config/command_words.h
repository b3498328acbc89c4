/* SPDX-License-Identifier: MIT
 * A command line as words, without a shell: blanks separate; '…' is taken as it is; in "…" and
 * outside quotes a backslash takes the next character as it is; an unquoted ~ or ~/ at the start of
 * a word is the home directory. What a shell would act on (| & ; < > ( ) $ `) must be quoted, so
 * that nobody believes it works. */
#ifndef KEYTURN_CONFIG_COMMAND_WORDS_H
#define KEYTURN_CONFIG_COMMAND_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* NULL-terminated words of `text`, at least one; the caller destroys. On a mistake NULL, with the
 * reason as a sentence in `*reason`. `home` may be NULL. */
char **words_split(const char *text, const char *home, const char **reason);
char **words_copy(char *const *words); /* NULL stays NULL */
void words_destroy(char **words);      /* NULL is fine */

#endif
