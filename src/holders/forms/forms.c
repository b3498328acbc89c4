/* SPDX-License-Identifier: MIT */
#include "forms/form.h"

/* The value as it is comes first: a matcher's first needle of a part is the part. */
static const struct form *const forms[] = {
	[HOLDER_PLAIN] = &form_plain,
	[HOLDER_BASE64] = &form_base64,
	[HOLDER_PERCENT] = &form_percent,
};

const struct form *form_of(enum holder_encoding encoding)
{
	return (size_t)encoding < sizeof(forms) / sizeof(forms[0]) ? forms[encoding] : NULL;
}

void form_reading_finish(struct form_reading *reading)
{
	buffer_finish(&reading->plain);
}
