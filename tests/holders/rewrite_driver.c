/* SPDX-License-Identifier: MIT
 * rewrite_file() for a script: rewrite_driver BACKUP_DIR PATH STATE OCCURRENCE…, where STATE is
 * device:inode:size:mtime:ctime and an OCCURRENCE is offset:length:encoding. The old key is the first
 * line of standard input, the new one the rest of it. Prints the result and the backup or the reason. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "keyturn/rewrite.h"

static void usage(void)
{
	fputs("usage: rewrite_driver BACKUP_DIR PATH STATE OCCURRENCE...\n", stderr);
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

	if (sscanf(text, "%" SCNu64 ":%" SCNu32 ":%15s", &occurrence->offset, &occurrence->length,
		    name) != 3) {
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

static void read_keys(struct secret **old_key, struct secret **new_key)
{
	char text[4096];
	size_t len = fread(text, 1, sizeof(text), stdin);
	char *line = memchr(text, '\n', len);

	if (line == NULL) {
		usage();
	}
	*old_key = secret_create(text, (size_t)(line - text));
	*new_key = secret_create(line + 1, len - (size_t)(line + 1 - text));
}

int main(int argc, char **argv)
{
	static const char *const names[] = {"done", "already", "changed", "failed"};
	struct error error = {0};
	struct secret *old_key, *new_key;
	char *backup = NULL;

	if (argc < 4) {
		usage();
	}
	signal(SIGXFSZ, SIG_IGN);
	if (!secret_start(&error)) {
		return EXIT_STATUS_FAILED;
	}
	struct holder *holder = read_holder(argc - 2, argv + 2);
	read_keys(&old_key, &new_key);
	struct rewrite rewrite = {.holder = holder,
		.old_length = secret_length(old_key),
		.new_key = new_key,
		.backup_dir = argv[1]};
	secret_hash(old_key, rewrite.old_hash);
	enum rewrite_result result = rewrite_file(&rewrite, &backup, &error);
	printf("%s %s\n", names[result], backup != NULL ? backup : error.detail);
	free(backup);
	holder_destroy(holder);
	secret_unlink(old_key);
	secret_unlink(new_key);
	return EXIT_STATUS_DONE;
}
