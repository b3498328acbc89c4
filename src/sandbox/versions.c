/* SPDX-License-Identifier: MIT
 * Describes the service: its versions and extensions. */
#include <stdio.h>

#include "json.h"
#include "route.h"

enum { LINK_MAX_BYTES = 1024 };

static struct json_object *link_to(const struct request *request, const char *id)
{
	struct json_object *json = json_object_new_object();
	char href[LINK_MAX_BYTES];

	snprintf(href, sizeof(href), "%s/%s", request->base_url, id);
	json_put_text(json, "rel", "self");
	json_put_text(json, "href", href);
	return json;
}

static struct json_object *version(const char *id, const char *status)
{
	struct json_object *json = json_object_new_object();

	json_put_text(json, "id", id);
	json_put_text(json, "status", status);
	json_put_text(json, "updated", "2014-06-04T18:30:01.123Z");
	return json;
}

void versions_list(const struct request *request, struct reply *reply)
{
	static const char *const versions[][2] = {{"v1.0", "DEPRECATED"}, {"v2.0", "CURRENT"}};
	struct json_object *items = json_object_new_array();

	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		struct json_object *item = version(versions[i][0], versions[i][1]);

		json_object_object_add(item, "link", link_to(request, versions[i][0]));
		json_object_array_add(items, item);
	}
	reply_json(reply, 200, json_wrap("versions", json_wrap("version", items)));
}

void versions_show(const struct request *request, struct reply *reply)
{
	struct json_object *types = json_object_new_array();
	struct json_object *links = json_object_new_array();
	struct json_object *item = version("v2.0", "CURRENT");
	struct json_object *type = json_object_new_object();

	json_put_text(type, "base", "application/json");
	json_put_text(type, "type", "application/vnd.openstack.identity-v2.0+json");
	json_object_array_add(types, type);
	json_object_array_add(links, link_to(request, "v2.0"));
	json_object_object_add(item, "links", links);
	json_object_object_add(item, "media-types", json_wrap("values", types));
	reply_json(reply, 200, json_wrap("version", item));
}

void versions_extensions(const struct request *request, struct reply *reply)
{
	static const struct {
		const char *alias;
		const char *name;
	} extensions[] = {
		{"OS-KSADM", "User and credential administration"},
		{"RAX-KSKEY", "API key authentication"},
		{"RAX-AUTH", "Multi-factor authentication, domains and telephone PINs"},
	};
	struct json_object *items = json_object_new_array();
	struct json_object *json;

	(void)request;
	for (size_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++) {
		struct json_object *item = json_object_new_object();

		json_put_text(item, "name", extensions[i].name);
		json_put_text(item, "alias", extensions[i].alias);
		json_object_array_add(items, item);
	}
	json = json_wrap("extensions", items);
	json_object_object_add(json, "extensions_links", json_object_new_array());
	reply_json(reply, 200, json);
}
