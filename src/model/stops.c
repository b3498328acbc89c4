/* SPDX-License-Identifier: MIT */
#include "stops.h"

static bool can(const struct stops *stops, const struct model *model, size_t stop)
{
	return stops->can == NULL || stops->can(model, stop);
}

/* Round and round. */
static size_t turn(
	const struct stops *stops, const struct model *model, size_t focus, size_t direction)
{
	do {
		focus = (focus + stops->count + direction) % stops->count;
	} while (!can(stops, model, focus));
	return focus;
}

static size_t sideways(
	const struct stops *stops, const struct model *model, size_t focus, size_t direction)
{
	size_t next = turn(stops, model, focus, direction);

	return stops->rows[next] == stops->rows[focus] ? next : focus;
}

/* The first stop of the next row there is, if there is one. */
static size_t to_row(const struct stops *stops, const struct model *model, size_t focus, int step)
{
	const int last = stops->rows[stops->count - 1];

	for (int row = stops->rows[focus] + step; row >= 0 && row <= last; row += step) {
		for (size_t stop = 0; stop < stops->count; stop++) {
			if (stops->rows[stop] == row && can(stops, model, stop)) {
				return stop;
			}
		}
	}
	return focus;
}

static size_t last(const struct stops *stops, const struct model *model)
{
	return turn(stops, model, 0, (size_t)-1);
}

size_t stops_move(
	const struct stops *stops, const struct model *model, size_t focus, enum action action)
{
	const size_t back = (size_t)-1;

	if (action == ACTION_NEXT || action == ACTION_PREVIOUS) {
		return turn(stops, model, focus, action == ACTION_NEXT ? 1 : back);
	}
	if (action == ACTION_LEFT || action == ACTION_RIGHT) {
		return sideways(stops, model, focus, action == ACTION_RIGHT ? 1 : back);
	}
	if (action == ACTION_UP || action == ACTION_DOWN) {
		return to_row(stops, model, focus, action == ACTION_DOWN ? 1 : -1);
	}
	if (action == ACTION_FIRST || action == ACTION_PAGE_UP) {
		return 0;
	}
	if (action == ACTION_LAST || action == ACTION_PAGE_DOWN) {
		return last(stops, model);
	}
	return focus;
}
