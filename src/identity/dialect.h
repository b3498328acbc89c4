/* SPDX-License-Identifier: MIT
 * What a dialect, a kind of identity service, provides: for every operation a function that builds its
 * request and one that reads its answer. Both are pure; the client does the rest. */
#ifndef KEYTURN_IDENTITY_DIALECT_H
#define KEYTURN_IDENTITY_DIALECT_H

#include <stdbool.h>

#include "keyturn/exchange.h"
#include "transport.h"

enum { PAGE_QUERY_SIZE = 1024 };

/* What the client knows besides the request itself. */
struct dialect_context {
	const char *base;      /* as url_normalise() returns it */
	const char *self;      /* the session's user ID, "" without a session; already filled into a
	                           * request that named no user */
	const char *self_name; /* that user's name, "" when it is not known */
	struct secret *token;  /* the session's */
	struct secret *challenge; /* of the sign-in that asked for a passcode */
	bool brief;               /* a repeated sign-in: the catalogue is known */
	const char *page; /* the query of a list's next page, as `next` gave it; "": the first */
};

struct dialect_answer {
	struct identity_reply reply; /* error unset; outcome unset */
	struct secret *token;        /* SIGN_IN, PASSCODE, PROBE_KEY */
	struct secret *challenge;    /* with ERROR_PASSCODE_WANTED or _REFUSED */
	char next[PAGE_QUERY_SIZE];  /* LIST_USERS: the query of the next page; "" after the last */
};

/* How careful the client is with an operation. */
enum dialect_care {
	DIALECT_READ, /* may be repeated */
	DIALECT_ASK,  /* changes nothing, but is not repeated: sign-ins count towards a lock-out */
	DIALECT_CHANGE, /* sent once; without a clear answer its outcome is unknown */
};

struct dialect_op {
	enum dialect_care care;
	bool signed_in; /* needs a token */
	/* NULL: the service does not offer it. */
	bool (*build)(const struct dialect_context *context, const struct identity_request *request,
		struct http_request *http, struct error *error);
	bool (*parse)(const struct dialect_context *context, const struct identity_request *request,
		const struct http_response *response, struct dialect_answer *answer,
		struct error *error);
};

struct dialect {
	struct dialect_op ops[IDENTITY_OP_COUNT];
};

extern const struct dialect rackspace_v2;

#endif
