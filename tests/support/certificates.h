/* SPDX-License-Identifier: MIT
 * Certificates to test TLS with, made afresh by the openssl program. */
#ifndef SUPPORT_CERTIFICATES_H
#define SUPPORT_CERTIFICATES_H

#include <stdbool.h>

/* The files, PEM; each .pem but the authorities' has its .key beside it. */
#define CERTIFICATES_CA             "ca.pem"     /* to be trusted; signed all but the last */
#define CERTIFICATES_SERVER         "server.pem" /* good: localhost and 127.0.0.1 */
#define CERTIFICATES_SERVER_KEY     "server.key"
#define CERTIFICATES_EXPIRED        "expired.pem" /* good until some time ago */
#define CERTIFICATES_EXPIRED_KEY    "expired.key"
#define CERTIFICATES_WRONG_HOST     "wrong-host.pem" /* for other.invalid */
#define CERTIFICATES_WRONG_HOST_KEY "wrong-host.key"
#define CERTIFICATES_UNKNOWN        "unknown.pem" /* good, of an authority that is not trusted */
#define CERTIFICATES_UNKNOWN_KEY    "unknown.key"

/* Makes them all in a directory that exists. False, with openssl's words on stderr, when it
 * cannot. */
bool certificates_create(const char *directory);

#endif
