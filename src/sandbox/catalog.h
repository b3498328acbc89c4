/* SPDX-License-Identifier: MIT
 * The services that a token gives access to. Object storage is the sandbox's own; the others have
 * addresses that never resolve, so that no client sends a sandbox token to a real service. */
#ifndef SANDBOX_CATALOG_H
#define SANDBOX_CATALOG_H

#include <json-c/json.h>

#include "http.h"

/* The account's storage tenant; the caller frees it. */
char *catalog_storage_tenant(const char *domain);

/* The "serviceCatalog" of a sign-in, and the flat "endpoints" of a token. */
struct json_object *catalog_services(const struct request *request, const char *domain);
struct json_object *catalog_endpoints(const struct request *request, const char *domain);

/* True when the region has a compute endpoint, as a default region must. */
bool catalog_has_region(const char *region);

#endif
