/* SPDX-License-Identifier: MIT */
#ifndef KEYTURN_CONFIG_ENVIRONMENT_H
#define KEYTURN_CONFIG_ENVIRONMENT_H

#include "keyturn/credential_source.h"

enum { ENVIRONMENT_FAMILIES = 3 };

/* One family of variables. Texts are NULL when unset or empty; the names are the variables'. */
struct environment_family {
	char *username, *url, *region;
	struct secret *secret; /* NULL when there is none */
	enum credential_kind kind;
	const char *username_name, *url_name, *secret_name;
	bool needs_url; /* its credential might be another cloud's, so that no service is assumed */
};

struct environment {
	struct environment_family
		families[ENVIRONMENT_FAMILIES]; /* in the order in which they win */
};

#endif
