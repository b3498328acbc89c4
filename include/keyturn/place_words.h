/* SPDX-License-Identifier: MIT
 * The words for a place: the same in 'scan', 'rotate' and the panel. Text of the file system's is in them as it
 * is, to be masked and cleaned where it is shown. */
#ifndef KEYTURN_PLACE_WORDS_H
#define KEYTURN_PLACE_WORDS_H

#include <stddef.h>

#include "keyturn/holder.h"

enum { PLACE_WORDS_SIZE = 8192 };

/* "/etc/app.conf:3  (rclone remote cf)  in base64 form  and in line 9", or "/usr/bin/app, process 41
 * (app.service)"; returns `out`. */
char *place_words(const struct holder *place, char *out, size_t size);

/* The same, and ": " with the reason where there is one. */
char *place_sentence(const struct holder *place, char *out, size_t size);

#endif
