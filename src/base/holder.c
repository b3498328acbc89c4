/* SPDX-License-Identifier: MIT */
#include "keyturn/holder.h"

#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"

struct holder *holder_create(enum holder_kind kind, const char *path)
{
	struct holder *holder = memory_alloc(sizeof(*holder));

	holder->kind = kind;
	holder->path = memory_text(path);
	return holder;
}

struct holder *holder_copy(const struct holder *holder)
{
	struct holder *copy = memory_alloc(sizeof(*copy));
	size_t count = holder->occurrence_count;

	*copy = *holder;
	copy->path = memory_text(holder->path);
	copy->name = memory_text(holder->name);
	copy->reason = memory_text(holder->reason);
	copy->backup = memory_text(holder->backup);
	copy->afterwards = memory_text(holder->afterwards);
	copy->occurrences = memory_array(count, sizeof(*copy->occurrences));
	if (count > 0) {
		memcpy(copy->occurrences, holder->occurrences, count * sizeof(*copy->occurrences));
	}
	return copy;
}

void holder_destroy(struct holder *holder)
{
	if (holder != NULL) {
		free(holder->path);
		free(holder->name);
		free(holder->reason);
		free(holder->backup);
		free(holder->afterwards);
		free(holder->occurrences);
		free(holder);
	}
}

const char *holder_encoding_name(enum holder_encoding encoding)
{
	static const char *const names[] = {
		[HOLDER_PLAIN] = "plain", [HOLDER_BASE64] = "base64", [HOLDER_PERCENT] = "percent"};

	return names[encoding];
}

const char *holder_action_name(enum holder_action action)
{
	static const char *const names[] = {[HOLDER_UPDATE] = "update",
		[HOLDER_MANUAL] = "manual",
		[HOLDER_RESTART] = "restart"};

	return names[action];
}

const char *holder_status_name(enum holder_status status)
{
	static const char *const names[] = {
		[HOLDER_FOUND] = "found",
		[HOLDER_EXCLUDED] = "excluded",
		[HOLDER_UPDATED] = "updated",
		[HOLDER_CHANGED_MEANWHILE] = "changed-meanwhile",
		[HOLDER_FAILED] = "failed",
		[HOLDER_LEFT] = "left",
	};

	return names[status];
}
