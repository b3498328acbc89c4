/* SPDX-License-Identifier: MIT
 * After a search no copy of the key is left in this process, though it read files full of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sodium.h>

#include "keyturn/search.h"
#include "keyturn/memory.h"
#include "memscan.h"
#include "scratch.h"

enum { KEY_BYTES = 16, KEY_SIZE = 2 * KEY_BYTES + 1, TEXT_SIZE = 1024 };

struct counts {
	unsigned found, finished;
	struct search *search;
};

static void on_found(void *data, struct holder *holder)
{
	((struct counts *)data)->found++;
	holder_destroy(holder);
}

static void on_unsearched(void *data, const struct unsearched *unsearched)
{
	(void)data;
	(void)unsearched;
}

static void on_progress(void *data, const struct search_progress *progress)
{
	(void)data;
	(void)progress;
}

static void on_finished(void *data, const struct search_summary *summary)
{
	struct counts *counts = data;

	(void)summary;
	counts->finished++;
	search_destroy(counts->search);
}

/* Files that contain the key, among much other text. */
static void write_files(const char *directory, const char *key)
{
	static const char *const names[] = {"rclone.conf", ".env", "secret.yaml", "plain"};
	char text[TEXT_SIZE], coded[sodium_base64_ENCODED_LEN(KEY_SIZE, 1)];

	sodium_bin2base64(coded, sizeof(coded), (const unsigned char *)key, strlen(key),
		sodium_base64_VARIANT_ORIGINAL);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		int len = snprintf(text, sizeof(text),
			"[cf]\nkind: Secret\nkey = %s\n[uk]\nkey = %s\nkey: %s\n", key, key, coded);
		free(scratch_write(directory, names[i], text, (size_t)len));
	}
	memory_wipe(text, sizeof(text));
	memory_wipe(coded, sizeof(coded));
}

static struct secret *make_key(void)
{
	unsigned char bytes[KEY_BYTES];
	char key[KEY_SIZE];

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(key, sizeof(key), bytes, sizeof(bytes));
	memory_wipe(bytes, sizeof(bytes));
	return secret_take(key, KEY_SIZE - 1);
}

static void expect_no_copy(struct secret *key)
{
	struct needle *needle = needle_create(secret_open(key), secret_length(key));
	struct memscan found;

	secret_close(key);
	const enum memscan_result result = memscan(getpid(), needle, false, &found);
	needle_destroy(needle);
	if (result == MEMSCAN_DENIED) {
		skip();
	}
	if (found.count > 0) {
		memscan_print(&found);
	}
	assert_int_equal(found.count, 0);
}

static void search__when_it_is_over__no_copy_of_the_key_is_left(void **state)
{
	struct secret *key = make_key();
	char *directory = scratch_create();
	char *roots[] = {directory, NULL};
	struct counts counts = {0};
	const struct search_listener listener = {
		on_found, on_unsearched, on_progress, on_finished, &counts};
	const struct credential credential = credential_of_key(key);
	const struct search_options options = {
		.credential = &credential, .roots = roots, .processes = true};
	struct error error;
	uv_loop_t loop;

	(void)state;
	write_files(directory, secret_open(key));
	secret_close(key);
	uv_loop_init(&loop);
	counts.search = search_create(&loop, &options, &listener, &error);
	assert_non_null(counts.search);
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	assert_int_equal(counts.found, 4);
	assert_int_equal(counts.finished, 1);
	expect_no_copy(key);
	scratch_destroy(directory);
	secret_unlink(key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(search__when_it_is_over__no_copy_of_the_key_is_left),
	};
	struct error error;

	return secret_start(&error) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
