/* SPDX-License-Identifier: MIT
 * rewrite_file() for a script: rewrite_driver [--two] BACKUP_DIR PATH STATE OCCURRENCE…, where STATE is
 * device:inode:size:mtime:ctime and an OCCURRENCE is offset:length:encoding[:part]; without them the
 * product's own search finds the file. The old key is the first line of standard input, the new one the
 * rest of it. With --two these are the lines of an EC2 credential: access and secret, old and new. Prints
 * the result and the backup or the reason. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/search.h"
#include "keyturn/memory.h"
#include "keyturn/rewrite.h"

static void usage(void)
{
	fputs("usage: rewrite_driver [--two] BACKUP_DIR PATH [STATE OCCURRENCE...]\n", stderr);
	exit(EXIT_STATUS_USAGE);
}

static void read_state(const char *text, struct file_state *state)
{
	uint64_t device, inode;

	if (sscanf(text, "%" SCNu64 ":%" SCNu64 ":%" SCNu64 ":%" SCNd64 ":%" SCNd64, &device,
		    &inode, &state->size, &state->modified_ns, &state->changed_ns) != 5) {
		usage();
	}
	state->device = device;
	state->inode = inode;
}

static void read_occurrence(const char *text, struct occurrence *occurrence)
{
	char name[16];

	if (sscanf(text, "%" SCNu64 ":%" SCNu32 ":%15[a-z0-9]:%" SCNu32, &occurrence->offset,
		    &occurrence->length, name, &occurrence->part) < 3) {
		usage();
	}
	for (int i = HOLDER_PLAIN; i <= HOLDER_PERCENT; i++) {
		if (strcmp(holder_encoding_name((enum holder_encoding)i), name) == 0) {
			occurrence->encoding = (enum holder_encoding)i;
		}
	}
}

static struct holder *read_holder(int argc, char **argv)
{
	struct holder *holder = holder_create(HOLDER_FILE, argv[0]);

	read_state(argv[1], &holder->file);
	holder->occurrence_count = (size_t)argc - 2;
	holder->occurrences = memory_array((size_t)argc, sizeof(*holder->occurrences));
	for (int i = 2; i < argc; i++) {
		read_occurrence(argv[i], &holder->occurrences[i - 2]);
	}
	return holder;
}

struct finding {
	struct holder *holder;
	bool over;
};

static void keep_holder(void *data, struct holder *holder)
{
	struct finding *finding = data;

	holder_destroy(finding->holder);
	finding->holder = holder;
}

static void ignore_path(void *data, const struct unsearched *unsearched)
{
	(void)data;
	fprintf(stderr, "%s: %s\n", unsearched->path, unsearched->reason);
}

static void ignore_progress(void *data, const struct search_progress *progress)
{
	(void)data;
	(void)progress;
}

static void end_search(void *data, const struct search_summary *summary)
{
	(void)summary;
	((struct finding *)data)->over = true;
}

static struct holder *search_holder(char *path, const struct credential *credential)
{
	struct finding finding = {0};
	struct error error;
	const struct search_options options = {
		.credential = credential, .roots = (char *[]){path, NULL}};
	const struct search_listener listener = {
		keep_holder, ignore_path, ignore_progress, end_search, &finding};
	uv_loop_t loop;

	uv_loop_init(&loop);
	struct search *search = search_create(&loop, &options, &listener, &error);
	if (search == NULL) {
		usage();
	}
	while (!finding.over) {
		uv_run(&loop, UV_RUN_ONCE);
	}
	search_destroy(search);
	uv_run(&loop, UV_RUN_DEFAULT);
	uv_loop_close(&loop);
	if (finding.holder == NULL) {
		fputs("nothing found\n", stderr);
		exit(EXIT_STATUS_FAILED);
	}
	return finding.holder;
}

/* The next line of standard input without its end; or all that is left of it. */
static struct secret *read_value(bool line)
{
	char text[4096];
	size_t len = 0;

	for (int c; (c = getchar()) != EOF && len < sizeof(text); len++) {
		if (line && c == '\n') {
			break;
		}
		text[len] = (char)c;
	}
	if (len == 0) {
		usage();
	}
	return secret_take(text, len);
}

static void read_credentials(bool two, struct credential *old, struct credential *new)
{
	if (!two) {
		*old = credential_of_key(read_value(true));
		*new = credential_of_key(read_value(false));
		return;
	}
	*old = *new = (struct credential){.type = &credential_ec2};
	old->parts[0] = read_value(true);
	old->parts[1] = read_value(true);
	new->parts[0] = read_value(true);
	new->parts[1] = read_value(false);
}

int main(int argc, char **argv)
{
	static const char *const names[] = {"done", "already", "changed", "failed"};
	struct error error = {0};
	struct credential old, new;
	struct credential_trace trace;
	char *backup = NULL;

	const bool two = argc > 1 && strcmp(argv[1], "--two") == 0;
	argc -= two;
	argv += two;
	if (argc < 3) {
		usage();
	}
	signal(SIGXFSZ, SIG_IGN);
	if (!secret_start(&error)) {
		return EXIT_STATUS_FAILED;
	}
	read_credentials(two, &old, &new);
	credential_trace(&old, &trace);
	struct holder *holder = argc > 3 ? read_holder(argc - 2, argv + 2)
					 : search_holder(argv[2], &old);
	struct rewrite rewrite = {
		.holder = holder, .old = &trace, .new_credential = &new, .backup_dir = argv[1]};
	enum rewrite_result result = rewrite_file(&rewrite, &backup, &error);
	printf("%s %s\n", names[result], backup != NULL ? backup : error.detail);
	free(backup);
	holder_destroy(holder);
	credential_drop(&old);
	credential_drop(&new);
	return EXIT_STATUS_DONE;
}
