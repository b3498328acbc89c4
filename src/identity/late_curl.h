/* SPDX-License-Identifier: MIT
 * libcurl, loaded when the first client needs it rather than at start-up: the thirty libraries it brings
 * in take four times as long to load as everything the panel does up to its first frame.
 *
 * Its functions are members of `curl`: curl.easy_init() is curl_easy_init(). */
#ifndef KEYTURN_IDENTITY_LATE_CURL_H
#define KEYTURN_IDENTITY_LATE_CURL_H

#include <stdbool.h>

#include <curl/curl.h>

#include "keyturn/error.h"

#define LATE_CURL_TABLE(X) \
	X(global_init_mem) \
	X(easy_cleanup) \
	X(easy_getinfo) \
	X(easy_header) \
	X(easy_init) \
	X(easy_setopt) \
	X(easy_strerror) \
	X(free) \
	X(multi_add_handle) \
	X(multi_assign) \
	X(multi_cleanup) \
	X(multi_info_read) \
	X(multi_init) \
	X(multi_remove_handle) \
	X(multi_setopt) \
	X(multi_socket_action) \
	X(slist_append) \
	X(slist_free_all) \
	X(url) \
	X(url_cleanup) \
	X(url_get) \
	X(url_set)

struct late_curl {
#define X(name) __typeof__(curl_##name) *name;
	LATE_CURL_TABLE(X)
#undef X
};

/* All NULL until it is loaded. */
extern struct late_curl curl;

/* Does nothing once it is loaded. Only loads: the caller still has to call curl.global_init_mem(). */
bool late_curl_load(struct error *error);
void late_curl_load_ahead(void);

#endif
