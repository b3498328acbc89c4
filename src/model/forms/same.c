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

const char *form_again(const struct form *form, size_t one, size_t again)
{
	return form_same(form, one, again) ? NULL : "this is not the same as above";
}

const char *form_rule(
	const struct form *form, size_t field, const char *(*rule)(struct secret *typed))
{
	struct secret *typed = form_secret(form, field);
	const char *broken = rule(typed);

	secret_unlink(typed);
	return broken;
}
