/* SPDX-License-Identifier: MIT
 * Certificates for TLS tests, newly made by the openssl program. */
#ifndef SUPPORT_CERTIFICATES_H
#define SUPPORT_CERTIFICATES_H

#include <stdbool.h>

/* The PEM files; each .pem except the authorities' has its .key beside it. */
#define CERTIFICATES_CA             "ca.pem"     /* the one to trust; signed all but the last */
#define CERTIFICATES_SERVER         "server.pem" /* valid, for localhost and 127.0.0.1 */
#define CERTIFICATES_SERVER_KEY     "server.key"
#define CERTIFICATES_EXPIRED        "expired.pem" /* expired */
#define CERTIFICATES_EXPIRED_KEY    "expired.key"
#define CERTIFICATES_WRONG_HOST     "wrong-host.pem" /* for other.invalid */
#define CERTIFICATES_WRONG_HOST_KEY "wrong-host.key"
#define CERTIFICATES_UNKNOWN        "unknown.pem" /* valid, but signed by an untrusted authority */
#define CERTIFICATES_UNKNOWN_KEY    "unknown.key"

/* Creates all of them in an existing directory. False, with openssl's message on stderr, on failure. */
bool certificates_create(const char *directory);

#endif
