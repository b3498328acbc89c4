/* SPDX-License-Identifier: MIT
 * Service URLs: what is accepted is accepted again as it was written out, unchanged; what is refused
 * is not repeated when it might hold a password. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "keyturn/memory.h"
#include "keyturn/service.h"

static void check(const struct service *service)
{
	struct service again;

	if (strpbrk(service->url, "@?#%\\ \t\r\n") != NULL ||
		!service_find(&again, service->url, NULL) || strcmp(again.url, service->url) != 0 ||
		strcmp(again.host, service->host) != 0) {
		abort();
	}
	service_finish(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = memory_alloc(size + 1);
	struct service service;
	struct error error = {0};

	memcpy(text, data, size);
	if (service_find(&service, text, &error)) {
		check(&service);
		service_finish(&service);
	} else if (strchr(text, '@') != NULL && strstr(error.detail, text) != NULL) {
		abort();
	}
	free(text);
	return 0;
}
