/* SPDX-License-Identifier: MIT
 * Where a program runs forty times as slowly, for memory errors only, the long walks take one case of so
 * many (scripts/test --valgrind). */
#ifndef KEYTURN_TESTS_SLOW_H
#define KEYTURN_TESTS_SLOW_H

#include <stdlib.h>

static inline unsigned slow_share(void)
{
	const char *text = getenv("KEYTURN_TEST_SLOW");
	unsigned long share = text != NULL ? strtoul(text, NULL, 10) : 1;

	return share > 0 ? (unsigned)share : 1;
}

#endif
