/* SPDX-License-Identifier: MIT */
#include "scan_print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holder_print.h"
#include "keyturn/memory.h"
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

enum { OTHER_LINES_MAX = 5 };

static const struct {
	enum holder_action action;
	const char *heading;
} groups[] = {
	{HOLDER_UPDATE, "keyturn will update"},
	{HOLDER_MANUAL, "left to you"},
	{HOLDER_RESTART, "running with it, to be restarted"},
};

/* The first few lines after the first one's. */
static void print_other_lines(const struct holder *holder)
{
	const size_t count = holder->occurrence_count;

	for (size_t i = 1; i < count && i <= OTHER_LINES_MAX; i++) {
		printf("%s%u", i > 1 ? ", " : "  and in line ", holder->occurrences[i].line);
		if (holder->occurrences[i].encoding != holder->encoding) {
			printf(" (%s)", holder_encoding_name(holder->occurrences[i].encoding));
		}
	}
	if (count > OTHER_LINES_MAX + 1) {
		printf(" and %zu more", count - OTHER_LINES_MAX - 1);
	}
}

static void print_holder(const struct holder *holder, const struct mask *mask)
{
	char *path = clean(holder->path, mask);
	char *name = clean(holder->name != NULL ? holder->name : "", mask);
	char *reason = clean(holder->reason != NULL ? holder->reason : "", mask);

	if (holder->kind == HOLDER_PROCESS) {
		printf("  %s, process %d", path, (int)holder->pid);
	} else {
		printf("  %s", path);
		if (holder->occurrence_count > 0) {
			printf(":%u", holder->occurrences[0].line);
		}
	}
	if (name[0] != '\0') {
		printf("  (%s)", name);
	}
	if (holder->encoding != HOLDER_PLAIN) {
		printf("  in %s form", holder_encoding_name(holder->encoding));
	}
	print_other_lines(holder);
	putchar('\n');
	if (reason[0] != '\0') {
		printf("      %s\n", reason);
	}
	free(path);
	free(name);
	free(reason);
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
			printf("\n%s:\n", groups[group].heading);
			heading = true;
		}
		print_holder(finding->holders[i], mask);
	}
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
		printf("  %s: %s\n", path, reason);
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
			printf("\n%s:\n", unsearched_heading((enum unsearched_kind)kind));
			print_kind(list, (enum unsearched_kind)kind, mask);
		}
	}
}

enum exit_status scan_print_text(const struct scan_report *report)
{
	const struct search_progress *read = &report->finding->summary.progress;
	const struct mask mask = mask_of(report->key);
	const size_t count = report->finding->holder_count;
	char fingerprint[SECRET_FINGERPRINT_SIZE], size[SCAN_SIZE_TEXT], line[UNSEARCHED_LINE_SIZE];

	secret_fingerprint(report->key, fingerprint);
	output_row("User", report->user);
	output_row("Fingerprint", fingerprint);
	for (size_t group = 0; group < sizeof(groups) / sizeof(*groups); group++) {
		print_group(report, group, &mask);
	}
	print_unsearched(report, &mask);
	if (count == 0) {
		printf("\nNothing that could be read holds the key.");
	} else {
		printf("\n%zu %s the key.", count, count == 1 ? "place holds" : "places hold");
	}
	printf(" %llu file%s, %s read in %.1f s", (unsigned long long)read->files,
		read->files == 1 ? "" : "s", scan_size(read->bytes, size, sizeof(size)),
		report->finding->summary.seconds);
	if (read->skipped > 0) {
		printf("; %llu left out by rule, see keyturn(1)",
			(unsigned long long)read->skipped);
	}
	puts(".");
	unsearched_line(&report->finding->unsearched, line);
	if (line[0] != '\0') {
		printf("Not searched: %s.\n", line);
	}
	return output_end();
}
