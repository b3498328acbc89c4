/* SPDX-License-Identifier: MIT */
#include "keyturn/nearest.h"

#include <string.h>

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment, three rows at a time. */
size_t nearest_distance(const char *a, const char *b)
{
	const size_t a_len = strlen(a), b_len = strlen(b);
	size_t rows[3][NEAREST_MAX + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];

	if (a_len > NEAREST_MAX || b_len > NEAREST_MAX) {
		return NEAREST_MAX;
	}
	for (size_t j = 0; j <= b_len; j++) {
		before[j] = 0;
		last[j] = j;
	}
	for (size_t i = 1; i <= a_len; i++) {
		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = smaller(smaller(last[j], row[j - 1]) + 1,
				last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
				row[j] = smaller(row[j], before[j - 2] + 1);
			}
		}
		size_t *spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[b_len];
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
	const size_t distance = nearest_distance(nearest->word, candidate);
	const size_t allowed = (strlen(nearest->word) + 2) / 3;

	if (distance <= allowed && distance < strlen(candidate) &&
		(nearest->best == NULL || distance < nearest->distance)) {
		nearest->best = candidate;
		nearest->distance = distance;
	}
}
