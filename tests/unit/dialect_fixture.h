/* SPDX-License-Identifier: MIT
 * Requests as the dialect of Rackspace Identity v2.0 writes them, and replies as it reads them. */
#ifndef KEYTURN_TEST_DIALECT_FIXTURE_H
#define KEYTURN_TEST_DIALECT_FIXTURE_H

#include "dialect.h"

struct secret *dialect_secret(const char *text);
bool dialect_holds(struct secret *secret, const char *text);

/* "METHOD URL", then "NAME: value" when a secret goes as a header, then the body; for the service
 * https://id.example.com/cloud with the token TOKEN, the challenge SESSION and the page dialect_page. */
extern const char *dialect_page; /* NULL: the first */
bool dialect_build(const struct identity_request *request, bool brief, char *out, size_t size,
	struct error *error);

struct dialect_sample {
	enum identity_op op;
	int status;
	const char *body;
	const char *challenges; /* may be NULL */
	const char *links;      /* the Link header; may be NULL */
	const char *page;       /* the query that was asked for; NULL: the first page */
};

/* The first `len` bytes of the body, as an answer to the user 172157. */
bool dialect_parse(const struct dialect_sample *sample, size_t len, struct dialect_answer *answer,
	struct error *error);
void dialect_answer_finish(struct dialect_answer *answer);

/* The whole sample; a failure of the test when it is not taken. */
#define DIALECT_PARSE_OK(sample, answer) \
	do { \
		struct error error_; \
		if (!dialect_parse(&(sample), strlen((sample).body), &(answer), &error_)) { \
			fail_msg("%s: %s", error_name(error_.kind), error_.detail); \
		} \
	} while (0)

#endif
