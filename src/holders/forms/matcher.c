/* SPDX-License-Identifier: MIT */
#include "forms/matcher.h"

#include <stdlib.h>
#include <string.h>

#include "forms/base64_text.h"
#include "forms/escapes.h"
#include "forms/form.h"
#include "forms/gram_filter.h"
#include "forms/needles.h"
#include "forms/wide.h"
#include "keyturn/memory.h"

enum {
	SPAN_FACTOR = 12, /* bytes of a form for each of the part's, at most */
	SPAN_MORE = 512,  /* for line breaks and indents */
	BEFORE = 64,      /* of the text before a form that is looked at with it */
	LEVELS = 2,       /* of forms within forms */
	RECENT = 64,
};

struct matcher {
	struct needles needles;
	unsigned part_count;
	size_t plain
		[MATCHER_PARTS_MAX]; /* the part as it is: its needle's number from 1; 0: none */
	size_t span;                 /* how long a form can be */
	struct gram_filter *filter;
};

/* Bytes that are searched, those of a file or what some of them mean. */
struct view {
	const struct matcher *matcher;
	const unsigned char *data;
	size_t len, old;
	unsigned level;
	bool (*hit)(void *context, const struct match *match);
	void *context;
	/* What is before these has been read as base64, or as wide characters, by unit and offset. */
	size_t base64_until, wide_until[WIDE_MAX + 1][WIDE_MAX];
	struct match recent[RECENT]; /* one form is noticed at more than one place */
	size_t recent_count;
};

static void add_part(struct matcher *matcher, unsigned part, struct secret *secret)
{
	const char *bytes = secret_open(secret);
	const struct form *form;

	matcher->plain[part] = matcher->needles.count + 1;
	matcher->needles.part = part;
	for (unsigned i = 0; (form = form_of((enum holder_encoding)i)) != NULL; i++) {
		form->add_needles(&matcher->needles, bytes, secret_length(secret));
	}
	secret_close(secret);
}

/* Half of the shortest part is noticed, so that a break may be anywhere in it. */
static size_t step_for(size_t shortest)
{
	const size_t least = shortest / 2;

	return least < GRAM                        ? 1
		: least - GRAM + 1 > GRAM_STEP_MAX ? GRAM_STEP_MAX
						   : least - GRAM + 1;
}

struct matcher *matcher_create(struct secret *const *parts, size_t count)
{
	struct matcher *matcher = memory_alloc(sizeof(*matcher));
	size_t longest = 0, shortest = SECRET_MAX;

	matcher->part_count = (unsigned)(count < MATCHER_PARTS_MAX ? count : MATCHER_PARTS_MAX);
	for (unsigned i = 0; i < matcher->part_count; i++) {
		if (parts[i] != NULL) {
			const size_t length = secret_length(parts[i]);
			longest = length > longest ? length : longest;
			shortest = length < shortest ? length : shortest;
			add_part(matcher, i, parts[i]);
		}
	}
	matcher->span = SPAN_FACTOR * longest + SPAN_MORE;
	if (needles_seal(&matcher->needles)) {
		matcher->filter = gram_filter_create(&matcher->needles, step_for(shortest));
	}
	if (matcher->filter == NULL) {
		matcher_destroy(matcher);
		return NULL;
	}
	return matcher;
}

void matcher_destroy(struct matcher *matcher)
{
	if (matcher != NULL) {
		needles_finish(&matcher->needles);
		gram_filter_destroy(matcher->filter);
		free(matcher);
	}
}

size_t matcher_overlap(const struct matcher *matcher)
{
	return matcher->span + BEFORE;
}

unsigned matcher_part_count(const struct matcher *matcher)
{
	return matcher->part_count;
}

const unsigned char *matcher_part(const struct matcher *matcher, unsigned part, size_t *len)
{
	if (matcher->plain[part] == 0) {
		*len = 0;
		return NULL;
	}
	const struct needle *plain = &matcher->needles.list[matcher->plain[part] - 1];
	*len = plain->length;
	return plain->bytes;
}

/* ---- what was found ---- */

const char *match_trouble(const struct match *match)
{
	static const struct {
		unsigned spelled;
		const char *sentence;
	} troubles[] = {
		{SPELLED_UNCLEAR,
			"the key begins within what may be an escape (as in \\u0030): put "
			"the new key in by hand"},
		{SPELLED_WIDE,
			"the key is in UTF-32, or encoded within UTF-16: put the new key in "
			"by hand"},
		{SPELLED_ESCAPED, "the key is written with escapes: put the new key in by hand"},
		{SPELLED_TWICE, "the key is percent-encoded twice: put the new key in by hand"},
		{SPELLED_MAIL, "the key is in quoted-printable text: put the new key in by hand"},
		{SPELLED_BROKEN, "the key goes on in the next line: put the new key in by hand"},
	};
	/* Base64 is written with the line breaks it had. */
	const unsigned fine = match->encoding == HOLDER_BASE64 ? SPELLED_BROKEN : 0;

	for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++) {
		if ((match->spelled & troubles[i].spelled & ~fine) != 0) {
			return troubles[i].sentence;
		}
	}
	return NULL;
}

void match_widen(const struct match *match, const unsigned char *data, size_t len, size_t *start,
	size_t *end)
{
	const struct form *form = form_of(match->encoding);

	if (form->widen != NULL && match->spelled == 0) {
		form->widen(data, len, start, end);
	}
}

static bool tell(struct view *view, const struct match *match)
{
	if (match->end <= view->old) {
		return true;
	}
	for (size_t i = 0; i < view->recent_count && i < RECENT; i++) {
		const struct match *other = &view->recent[i];
		if (other->start == match->start && other->part == match->part &&
			other->encoding == match->encoding) {
			return true;
		}
	}
	view->recent[view->recent_count++ % RECENT] = *match;
	return view->hit(view->context, match);
}

/* ---- text ---- */

/* The whole value from the beginning of what was noticed; or out from its middle, to both sides. */
static bool find_text(const struct view *view, const struct needle *needle, size_t at,
	size_t offset, struct match *match)
{
	size_t length;
	const unsigned char *value = matcher_part(view->matcher, needle->part, &length);

	if (at >= offset &&
		escapes_forward(view->data, view->len, at - offset, value, length, &match->end,
			&match->spelled)) {
		match->start = at - offset;
		return true;
	}
	match->spelled = 0;
	if (needle->unit == 0 || at < offset % needle->unit) {
		return false;
	}
	const size_t done = offset / needle->unit, middle = at - offset % needle->unit;
	return escapes_forward(view->data, view->len, middle, value + done, length - done,
		       &match->end, &match->spelled) &&
		escapes_backward(view->data, middle, value, done, &match->start, &match->spelled);
}

static bool try_text(struct view *view, const struct needle *needle, size_t at, size_t offset)
{
	struct match match = {.part = needle->part};
	size_t length;
	const unsigned char *value = matcher_part(view->matcher, needle->part, &length);
	const bool exact = needle->unit == 1 && at >= offset &&
		length <= view->len - (at - offset) &&
		memcmp(view->data + at - offset, value, length) == 0;

	if (exact) {
		match.start = at - offset;
		match.end = match.start + length;
	} else if (!find_text(view, needle, at, offset, &match) ||
		match.end - match.start > view->matcher->span) {
		return true;
	}
	match.encoding = match.spelled == SPELLED_PERCENT ? HOLDER_PERCENT : HOLDER_PLAIN;
	if (escapes_inside(view->data, view->len, match.start)) {
		match.spelled |= SPELLED_UNCLEAR;
	}
	return tell(view, &match);
}

/* ---- what is within ---- */

static bool search(struct view *view);

/* A view of what some of another's bytes mean. */
struct inner {
	struct view *outer;
	const struct base64_chars *chars; /* BASE64 */
	size_t first;
	size_t start, unit; /* WIDE */
};

/* Searches what `plain` holds. False: no more is wanted. */
static bool search_inner(struct inner *inner, const struct buffer *plain,
	bool (*hit)(void *context, const struct match *match))
{
	struct view *view = memory_alloc(sizeof(*view));

	view->matcher = inner->outer->matcher;
	view->data = (const unsigned char *)plain->data;
	view->len = plain->len;
	view->level = inner->outer->level + 1;
	view->hit = hit;
	view->context = inner;
	const bool more = search(view);
	free(view);
	return more;
}

/* All characters of the groups of four in which the value is. */
static bool on_base64(void *context, const struct match *within)
{
	const struct inner *inner = context;
	const struct base64_chars *chars = inner->chars;
	const size_t first = inner->first + within->start / 3 * 4;
	size_t last = inner->first + (within->end - 1) / 3 * 4 + 3;
	struct match match = {.encoding = HOLDER_BASE64, .part = within->part};
	size_t bytes = 0;

	last = last < chars->count ? last : chars->count - 1;
	for (size_t i = first; i <= last; i++) {
		bytes += chars->list[i].length;
		match.spelled |= chars->list[i].length > 1 ? SPELLED_ESCAPED : 0U;
	}
	match.start = chars->list[first].at;
	match.end = chars->list[last].at + chars->list[last].length;
	match.spelled |= match.end - match.start > bytes ? SPELLED_BROKEN : 0U;
	return tell(inner->outer, &match);
}

/* Read with each of the four beginnings that a group may have, so that what follows need not be again. */
static bool try_base64(struct view *view, size_t at)
{
	const size_t span = view->matcher->span;
	const size_t from = at > span ? at - span : 0;
	const size_t to = view->len - at > 2 * span ? at + 2 * span : view->len;
	struct base64_chars chars;
	bool more = true;

	if (at < view->base64_until) {
		return true;
	}
	const size_t end = base64_gather(&chars, view->data, from, at, to);
	for (size_t first = 0; more && first < 4 && first < chars.count; first++) {
		struct inner inner = {.outer = view, .chars = &chars, .first = first};
		struct buffer plain;
		buffer_init(&plain, chars.count);
		base64_meaning(&chars, first, &plain);
		more = search_inner(&inner, &plain, on_base64);
		buffer_finish(&plain);
	}
	base64_chars_finish(&chars);
	view->base64_until = end < at + span ? end : at + span;
	return more;
}

static bool on_wide(void *context, const struct match *within)
{
	const struct inner *inner = context;
	struct match match = *within;

	match.start = inner->start + within->start * inner->unit;
	match.end = inner->start + (within->end - 1) * inner->unit + 1;
	if (inner->unit > 2 || within->encoding != HOLDER_PLAIN || inner->outer->level > 0) {
		match.spelled |= SPELLED_WIDE;
	}
	return tell(inner->outer, &match);
}

static bool try_wide(struct view *view, const struct needle *needle, size_t at, size_t offset)
{
	const size_t unit = needle->unit, span = view->matcher->span;
	struct inner inner = {.outer = view, .unit = unit};
	struct buffer narrow;

	if (at < offset % unit) {
		return true;
	}
	at -= offset % unit;
	size_t *until = &view->wide_until[unit][at % unit];
	if (at < *until) {
		return true;
	}
	buffer_init(&narrow, 3 * span + 1);
	/* Of characters: a form has no more of them than bytes. */
	inner.start = wide_narrow(view->data, view->len, at, unit, span, &narrow);
	const size_t end = inner.start + narrow.len * unit;
	const bool more = search_inner(&inner, &narrow, on_wide);
	buffer_finish(&narrow);
	*until = end < at + span / 2 ? end : at + span / 2;
	return more;
}

/* ---- searching ---- */

/* Whether as much of the needle is there as is always noticed. */
static bool is_enough(
	const struct view *view, const struct needle *needle, size_t at, size_t offset)
{
	const size_t least = gram_filter_least(view->matcher->filter);
	size_t before = 0, after = GRAM;

	while (before < offset && before < at && before + after < least &&
		view->data[at - before - 1] == needle->bytes[offset - before - 1]) {
		before++;
	}
	while (offset + after < needle->length && at + after < view->len &&
		before + after < least && view->data[at + after] == needle->bytes[offset + after]) {
		after++;
	}
	return before + after >= (needle->length < least ? needle->length : least);
}

static bool try_gram(struct view *view, const struct gram *gram, size_t at)
{
	const struct needle *needle = &view->matcher->needles.list[gram->needle];

	if (!is_enough(view, needle, at, gram->offset)) {
		return true;
	}
	switch (needle->layer) {
	case NEEDLE_TEXT:
		return try_text(view, needle, at, gram->offset);
	case NEEDLE_BASE64:
		return view->level == LEVELS || try_base64(view, at);
	case NEEDLE_WIDE:
		return view->level == LEVELS || try_wide(view, needle, at, gram->offset);
	}
	return true;
}

static bool search(struct view *view)
{
	const struct gram_filter *filter = view->matcher->filter;
	const size_t overlap = matcher_overlap(view->matcher);
	size_t at = view->old > overlap ? view->old - overlap : 0;

	while ((at = gram_filter_next(filter, view->data, view->len, at)) < view->len) {
		const struct gram *gram = gram_filter_first(filter, view->data + at);
		for (; gram != NULL; gram = gram_filter_more(filter, gram)) {
			if (!try_gram(view, gram, at)) {
				return false;
			}
		}
		at += gram_filter_step(filter);
	}
	return true;
}

bool matcher_each(const struct matcher *matcher, const unsigned char *data, size_t len, size_t old,
	bool (*hit)(void *context, const struct match *match), void *context)
{
	struct view view = {.matcher = matcher,
		.data = data,
		.len = len,
		.old = old,
		.hit = hit,
		.context = context};

	return search(&view);
}

static bool end_there(void *context, const struct match *match)
{
	(void)context;
	(void)match;
	return false;
}

bool matcher_any(const struct matcher *matcher, const unsigned char *data, size_t len, size_t old)
{
	return !matcher_each(matcher, data, len, old, end_there, NULL);
}
