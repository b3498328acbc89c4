/* SPDX-License-Identifier: MIT */
#include "same.h"

bool form_same(const struct form *form, size_t one, size_t other)
{
	struct secret *a = form_secret(form, one), *b = form_secret(form, other);
	bool same = secret_equal(a, b);

	secret_unlink(a);
	secret_unlink(b);
	return same;
}
