/* SPDX-License-Identifier: MIT */
#include "scan_print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holder_print.h"
#include "keyturn/memory.h"
#include "keyturn/place_words.h"
#include "keyturn/text.h"
#include "output.h"

enum { UNSEARCHED_LINES = 10 };

/* Masked, and fit for a terminal. */
static char *clean(const char *text, const struct mask *mask)
{
	char *hidden = masked(text, mask);
	const size_t size = 2 * strlen(hidden) + 1;
	char *out = memory_alloc(size);

	text_clean(out, size, hidden, strlen(hidden));
	free(hidden);
	return out;
}

const char *scan_size(uint64_t bytes, char *out, size_t size)
{
	static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
	double value = (double)bytes;
	size_t unit = 0;

	while (value >= 1000 && unit + 1 < sizeof(units) / sizeof(*units)) {
		value /= 1000;
		unit++;
	}
	snprintf(out, size, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
	return out;
}

/* ---- JSON ---- */

enum exit_status scan_print_json(const struct scan_report *report)
{
	const struct finding *finding = report->finding;
	const struct search_progress *read = &finding->summary.progress;
	struct json_object *object = json_object_new_object();
	struct json_object *holders = json_object_new_array();
	const struct mask mask = mask_of(report->key);
	char fingerprint[SECRET_FINGERPRINT_SIZE], seconds[32];

	secret_fingerprint(report->key, fingerprint);
	output_member(object, "user", report->user);
	output_member(object, "fingerprint", fingerprint);
	for (size_t i = 0; i < finding->holder_count; i++) {
		json_object_array_add(holders,
			holder_json(finding->holders[i], &credential_api_key, &mask, false));
	}
	json_object_object_add(object, "holders", holders);
	json_object_object_add(object, "files_read", json_object_new_int64((int64_t)read->files));
	json_object_object_add(object, "bytes_read", json_object_new_int64((int64_t)read->bytes));
	unsearched_json(object, &finding->unsearched, &mask);
	snprintf(seconds, sizeof(seconds), "%.3f", finding->summary.seconds);
	json_object_object_add(
		object, "seconds", json_object_new_double_s(finding->summary.seconds, seconds));
	return output_json(object);
}

/* ---- text ---- */

static const struct {
	enum holder_action action;
	const char *heading;
} groups[] = {
	{HOLDER_UPDATE, "keyturn will update"},
	{HOLDER_MANUAL, "you must edit these yourself"},
	{HOLDER_RESTART, "restart these"},
};

static void print_holder(const struct holder *holder, const struct mask *mask)
{
	char line[PLACE_WORDS_SIZE];
	char *text = clean(place_sentence(holder, line, sizeof(line)), mask);

	fputs("  ", stdout);
	paper_text(stdout, 2, PAPER_PLAIN, text);
	free(text);
}

static void print_heading(const char *heading)
{
	putchar('\n');
	paper_words(stdout, PAPER_HEADING, heading);
	puts(":");
}

static void print_group(const struct scan_report *report, size_t group, const struct mask *mask)
{
	const struct finding *finding = report->finding;
	bool heading = false;

	for (size_t i = 0; i < finding->holder_count; i++) {
		if (finding->holders[i]->action != groups[group].action) {
			continue;
		}
		if (!heading) {
			print_heading(groups[group].heading);
			heading = true;
		}
		print_holder(finding->holders[i], mask);
	}
}

static void print_item(const char *path, const char *reason)
{
	char line[PLACE_WORDS_SIZE];

	snprintf(line, sizeof(line), "%s: %s", path, reason);
	fputs("  ", stdout);
	paper_text(stdout, 2, PAPER_PLAIN, line);
}

/* Some of each kind; all that are listed are in the JSON. */
static void print_kind(
	const struct unsearched_list *list, enum unsearched_kind kind, const struct mask *mask)
{
	size_t printed = 0;

	for (size_t i = 0; i < list->count && printed < UNSEARCHED_LINES; i++) {
		const struct unsearched *item = &list->items[i];
		if (item->kind != kind) {
			continue;
		}
		char *path = clean(item->path, mask);
		char *reason = clean(item->reason, mask);
		print_item(path, reason);
		free(path);
		free(reason);
		printed++;
	}
	if (list->counts[kind] > printed) {
		printf("  and %zu more (--json lists them)\n", list->counts[kind] - printed);
	}
}

static void print_unsearched(const struct scan_report *report, const struct mask *mask)
{
	const struct unsearched_list *list = &report->finding->unsearched;

	for (int kind = 0; kind < UNSEARCHED_COUNT; kind++) {
		if (list->counts[kind] > 0) {
			print_heading(unsearched_heading((enum unsearched_kind)kind));
			print_kind(list, (enum unsearched_kind)kind, mask);
		}
	}
}

enum exit_status scan_print_text(const struct scan_report *report)
{
	const struct search_progress *read = &report->finding->summary.progress;
	const struct mask mask = mask_of(report->key);
	const size_t count = report->finding->holder_count;
	char fingerprint[SECRET_FINGERPRINT_SIZE], size[SCAN_SIZE_TEXT];
	char unsearched[UNSEARCHED_LINE_SIZE];

	secret_fingerprint(report->key, fingerprint);
	output_row("User", report->user);
	output_row("Fingerprint", fingerprint);
	for (size_t group = 0; group < sizeof(groups) / sizeof(*groups); group++) {
		print_group(report, group, &mask);
	}
	print_unsearched(report, &mask);
	char total[80] = "The key was not found on this machine.";
	if (count > 0) {
		snprintf(total, sizeof(total), "%zu %s the key.", count,
			count == 1 ? "place holds" : "places hold");
	}
	char line[UNSEARCHED_LINE_SIZE + 32], skipped[80] = "";
	if (read->skipped > 0) {
		snprintf(skipped, sizeof(skipped), "; %llu left out by rule, see keyturn(1)",
			(unsigned long long)read->skipped);
	}
	snprintf(line, sizeof(line), "%s %llu file%s, %s read in %.1f s%s.", total,
		(unsigned long long)read->files, read->files == 1 ? "" : "s",
		scan_size(read->bytes, size, sizeof(size)), report->finding->summary.seconds,
		skipped);
	putchar('\n');
	paper_text(stdout, 0, PAPER_PLAIN, line);
	unsearched_line(&report->finding->unsearched, unsearched);
	if (unsearched[0] != '\0') {
		snprintf(line, sizeof(line), "Not searched: %s.", unsearched);
		paper_text(stdout, 0, PAPER_WARNING, line);
	}
	return output_end();
}
