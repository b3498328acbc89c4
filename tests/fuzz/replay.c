/* SPDX-License-Identifier: MIT
 * Runs a fuzz target over the files of a corpus directory, in builds without a fuzzer. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum { INPUT_MAX = 1024 * 1024 };

static int replay(const char *directory, const char *name)
{
	char path[4096];
	FILE *file = NULL;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	if ((file = fopen(path, "rb")) == NULL) {
		perror(path);
		return 1;
	}
	uint8_t *data = malloc(INPUT_MAX);
	size_t len = fread(data, 1, INPUT_MAX, file);
	fclose(file);
	/* In a block of its size, for the sanitizers; and every beginning of a short one. */
	for (size_t cut = len > 4096 ? len : 0; cut <= len; cut++) {
		uint8_t *exact = malloc(cut > 0 ? cut : 1);
		memcpy(exact, data, cut);
		LLVMFuzzerTestOneInput(exact, cut);
		free(exact);
	}
	free(data);
	return 0;
}

int main(int argc, char **argv)
{
	DIR *directory = argc == 2 ? opendir(argv[1]) : NULL;
	struct dirent *entry;
	int failed = 0, count = 0;

	if (directory == NULL) {
		fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
		return 2;
	}
	while ((entry = readdir(directory)) != NULL) {
		if (entry->d_name[0] != '.') {
			failed |= replay(argv[1], entry->d_name);
			count++;
		}
	}
	closedir(directory);
	return failed || count == 0;
}
