/* SPDX-License-Identifier: MIT
 * The numbers that lead answers back to whoever asked. */
#ifndef KEYTURN_MODEL_TICKET_H
#define KEYTURN_MODEL_TICKET_H

#include <stdint.h>

static inline uint32_t ticket_next(uint32_t *next)
{
	if (++*next == 0) { /* 0 is no ticket */
		++*next;
	}
	return *next;
}

#endif
