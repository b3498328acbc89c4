/* SPDX-License-Identifier: MIT */
#include "catalog.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "keyturn/buffer.h"

enum { URL_MAX_BYTES = 1024 };

static const char *const regions[] = {"DFW", "ORD", "IAD", "SYD", "HKG"};

enum { REGION_COUNT = sizeof(regions) / sizeof(regions[0]) };

static const struct service_entry {
	const char *name;
	const char *type;
	const char *host;    /* before ".sandbox.invalid"; NULL: the sandbox itself */
	const char *version; /* first part of the path */
	bool regional;
} services[] = {
	{"cloudFiles", "object-store", NULL, "v1", true},
	{"cloudFilesCDN", "rax:object-cdn", "cdn", "v1", true},
	{"cloudServersOpenStack", "compute", "servers", "v2", true},
	{"cloudBlockStorage", "volume", "blockstorage", "v1", true},
	{"cloudImages", "image", "images", "v2", true},
	{"cloudNetworks", "network", "networks", "v2.0", true},
	{"cloudLoadBalancers", "rax:load-balancer", "loadbalancers", "v1.0", true},
	{"cloudDatabases", "rax:database", "databases", "v1.0", true},
	{"cloudQueues", "rax:queues", "queues", "v1", true},
	{"cloudOrchestration", "orchestration", "orchestration", "v1", true},
	{"autoscale", "rax:autoscale", "autoscale", "v1.0", true},
	{"cloudBackup", "rax:backup", "backup", "v1.0", true},
	{"cloudDNS", "rax:dns", "dns", "v1.0", false},
	{"cloudMonitoring", "rax:monitor", "monitoring", "v1.0", false},
};

enum { SERVICE_COUNT = sizeof(services) / sizeof(services[0]) };

char *catalog_storage_tenant(const char *domain)
{
	char *tenant = NULL;

	return asprintf(&tenant, "MossoCloudFS_%s", domain) < 0 ? NULL : tenant;
}

static void put_url(struct json_object *endpoint, const char *name,
	const struct service_entry *service, const char *region, const char *path)
{
	struct buffer url;

	buffer_init(&url, URL_MAX_BYTES);
	buffer_append_text(&url, "https://");
	for (; region != NULL && *region != '\0'; region++) {
		buffer_printf(&url, "%c", tolower((unsigned char)*region));
	}
	buffer_printf(
		&url, "%s%s.sandbox.invalid/%s", service->regional ? "." : "", service->host, path);
	json_put_text(endpoint, name, buffer_text(&url));
	buffer_finish(&url);
}

static struct json_object *make_endpoint(const struct request *request,
	const struct service_entry *service, const char *region, const char *domain)
{
	struct json_object *endpoint = json_object_new_object();
	char path[URL_MAX_BYTES], url[URL_MAX_BYTES];

	json_put_text(endpoint, "region", region);
	if (service->host == NULL) {
		char *tenant = catalog_storage_tenant(domain);

		snprintf(url, sizeof(url), "%s/storage/v1/%s", request->base_url, tenant);
		json_put_text(endpoint, "tenantId", tenant);
		json_put_text(endpoint, "publicURL", url);
		json_put_text(endpoint, "internalURL", url);
		free(tenant);
	} else {
		snprintf(path, sizeof(path), "%s/%s", service->version, domain);
		json_put_text(endpoint, "tenantId", domain);
		put_url(endpoint, "publicURL", service, region, path);
	}
	return endpoint;
}

/* Adds to `list` one endpoint for each region, or the only one. */
static void add_endpoints(const struct service_entry *service, const struct request *request,
	const char *domain, struct json_object *list)
{
	if (!service->regional) {
		json_object_array_add(list, make_endpoint(request, service, NULL, domain));
		return;
	}
	for (size_t i = 0; i < REGION_COUNT; i++) {
		json_object_array_add(list, make_endpoint(request, service, regions[i], domain));
	}
}

struct json_object *catalog_services(const struct request *request, const char *domain)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < SERVICE_COUNT; i++) {
		struct json_object *service = json_object_new_object();
		struct json_object *endpoints = json_object_new_array();

		add_endpoints(&services[i], request, domain, endpoints);
		json_put_text(service, "name", services[i].name);
		json_put_text(service, "type", services[i].type);
		json_object_object_add(service, "endpoints", endpoints);
		json_object_array_add(list, service);
	}
	return list;
}

struct json_object *catalog_endpoints(const struct request *request, const char *domain)
{
	struct json_object *list = json_object_new_array();
	int id = 1;

	for (size_t i = 0; i < SERVICE_COUNT; i++) {
		size_t first = json_object_array_length(list);

		add_endpoints(&services[i], request, domain, list);
		for (size_t j = first; j < json_object_array_length(list); j++) {
			struct json_object *endpoint = json_object_array_get_idx(list, j);

			json_object_object_add(endpoint, "id", json_object_new_int(id++));
			json_put_text(endpoint, "name", services[i].name);
			json_put_text(endpoint, "type", services[i].type);
		}
	}
	return list;
}

bool catalog_has_region(const char *region)
{
	for (size_t i = 0; i < REGION_COUNT; i++) {
		if (strcmp(regions[i], region) == 0) {
			return true;
		}
	}
	return false;
}
