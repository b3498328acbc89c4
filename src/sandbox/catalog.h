/* SPDX-License-Identifier: MIT
 * The services that a token opens. Object storage is the sandbox's own; the others' addresses are
 * under a name that never resolves, so that no client takes a sandbox token to a real service. */
#ifndef SANDBOX_CATALOG_H
#define SANDBOX_CATALOG_H

#include <json-c/json.h>

#include "http.h"

/* The account's storage tenant; the caller frees. */
char *catalog_storage_tenant(const char *domain);

/* The "serviceCatalog" of a sign-in, and the flat "endpoints" of a token. */
struct json_object *catalog_services(const struct request *request, const char *domain);
struct json_object *catalog_endpoints(const struct request *request, const char *domain);

/* True when the region has a compute endpoint, which a default region must. */
bool catalog_has_region(const char *region);

#endif
