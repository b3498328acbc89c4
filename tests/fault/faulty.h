/* SPDX-License-Identifier: MIT
 * A client, a proxy that does harm, and the sandbox: what each fault test has anew. */
#ifndef FAULT_FAULTY_H
#define FAULT_FAULTY_H

#include "asking.h"
#include "proxy.h"
#include "server.h"

#define FAULTY_RESET "/RAX-AUTH/reset"
#define FAULTY_KEY   "RAX-KSKEY:apiKeyCredentials"
#define FAULTY_HTML  "<html><head><title>502</title></head><body>Bad gateway</body></html>"

struct faulty {
	struct server *server;
	struct proxy *proxy;
	struct asking asking; /* gives up an answer after 2 s */
};

int faulty_group_setup(void **state);
int faulty_setup(void **state);
int faulty_setup_with(void **state, const char *const *options); /* the sandbox's */
int faulty_teardown(void **state);

#define FAULTY_CASE(name) cmocka_unit_test_setup_teardown(name, faulty_setup, faulty_teardown)

/* An operation without a secret, on the session's own user. */
void faulty_ask(struct faulty *faulty, enum identity_op op);

void faulty_expect(const struct faulty *faulty, enum outcome outcome, enum error_kind kind);

/* As jqsmith, by password, whatever comes of it. */
void faulty_sign_in(struct faulty *faulty);

/* Signs in and reads, which leaves a connection that later requests could use again. */
void faulty_warm_up(struct faulty *faulty);

#endif
