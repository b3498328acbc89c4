/* SPDX-License-Identifier: MIT */
#include "keyturn/secret.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "memscan.h"

enum { LEN = 40 };

/* Letters that are nowhere in this program. */
static void make_word(unsigned seed, char out[LEN])
{
	for (size_t i = 0; i < LEN; i++) {
		seed = seed * 1103515245u + 12345u;
		out[i] = (char)('a' + (seed >> 16) % 26);
	}
}

static struct needle *make_needle(unsigned seed)
{
	char word[LEN];

	make_word(seed, word);
	struct needle *needle = needle_create(word, LEN);
	explicit_bzero(word, LEN);
	return needle;
}

static struct secret *make_secret(unsigned seed)
{
	char word[LEN];

	make_word(seed, word);
	return secret_take(word, LEN);
}

static size_t copies(const struct needle *needle, bool guarded)
{
	struct memscan scan;

	if (memscan(getpid(), needle, guarded, &scan) == MEMSCAN_DENIED) {
		skip();
	}
	return scan.count;
}

static void secret_start__process__keeps_its_memory_to_itself(void **state)
{
	struct rlimit limit;
	(void)state;

	assert_true(secret_start(NULL));
	assert_int_equal(prctl(PR_GET_DUMPABLE), 0);
	assert_int_equal(getrlimit(RLIMIT_CORE, &limit), 0);
	assert_int_equal(limit.rlim_cur, 0);
	assert_int_equal(limit.rlim_max, 0);
}

static void secret_create__bytes__read_back_with_a_nul(void **state)
{
	struct secret *secret = secret_create("a\0b", 3), *empty = secret_create("", 0);
	(void)state;

	assert_int_equal(secret_length(secret), 3);
	assert_memory_equal(secret_open(secret), "a\0b", 4);
	secret_close(secret);
	assert_int_equal(secret_length(empty), 0);
	assert_string_equal(secret_open(empty), "");
	secret_close(empty);
	secret_unlink(secret);
	secret_unlink(empty);
}

static void secret_create__longer_than_the_maximum__refused(void **state)
{
	char *bytes = calloc(1, SECRET_MAX + 1);
	(void)state;

	struct secret *longest = secret_create(bytes, SECRET_MAX);
	assert_non_null(longest);
	assert_int_equal(secret_length(longest), SECRET_MAX);
	assert_null(secret_create(bytes, SECRET_MAX + 1));
	secret_unlink(longest);
	free(bytes);
}

static void secret_take__source__is_wiped(void **state)
{
	static const char zeroes[8];
	char bytes[8] = "topsecr", *too_long = malloc(SECRET_MAX + 1);
	(void)state;

	struct secret *secret = secret_take(bytes, sizeof(bytes));
	assert_memory_equal(bytes, zeroes, sizeof(bytes));
	memset(too_long, 'x', SECRET_MAX + 1);
	assert_null(secret_take(too_long, SECRET_MAX + 1));
	assert_int_equal(too_long[0], 0);
	assert_int_equal(too_long[SECRET_MAX], 0);
	secret_unlink(secret);
	free(too_long);
}

/* How a child ends that does this with a secret whose bytes it can read. */
static int end_of_child(void (*what)(struct secret *secret, const char *bytes))
{
	int status;
	struct sigaction plain = {.sa_handler = SIG_DFL};
	pid_t pid = fork();

	if (pid == 0) {
		sigaction(SIGSEGV, &plain, NULL);
		sigaction(SIGBUS, &plain, NULL);
		struct secret *secret = make_secret(1);
		what(secret, secret_open(secret));
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return status;
}

static void read_byte(const char *bytes)
{
	volatile char byte = *(const volatile char *)bytes;
	(void)byte;
}

static void read_open(struct secret *secret, const char *bytes)
{
	(void)secret;
	read_byte(bytes);
}

static void read_closed(struct secret *secret, const char *bytes)
{
	secret_close(secret);
	read_byte(bytes);
}

static void read_unlinked(struct secret *secret, const char *bytes)
{
	secret_unlink(secret);
	read_byte(bytes);
}

static void read_still_linked(struct secret *secret, const char *bytes)
{
	secret_unlink(secret_link(secret));
	read_byte(bytes);
}

static void read_still_open(struct secret *secret, const char *bytes)
{
	secret_open(secret);
	secret_close(secret);
	read_byte(bytes);
}

static void write_open(struct secret *secret, const char *bytes)
{
	(void)secret;
	*(volatile char *)(uintptr_t)bytes = 'x';
}

static void secret__bytes__accessible_only_while_open_and_linked(void **state)
{
	(void)state;
	assert_int_equal(end_of_child(read_open), 0);
	assert_int_equal(end_of_child(read_still_open), 0);
	assert_int_equal(end_of_child(read_still_linked), 0);
	assert_true(WIFSIGNALED(end_of_child(read_closed)));
	assert_true(WIFSIGNALED(end_of_child(read_unlinked)));
	assert_true(WIFSIGNALED(end_of_child(write_open)));
}

static void secret_unlink__last_link__wipes_block(void **state)
{
	struct needle *needle = make_needle(2);
	struct secret *secret = make_secret(2);
	(void)state;

	secret_open(secret);
	assert_int_equal(copies(needle, false), 1);
	secret_close(secret);
	assert_int_equal(copies(needle, false), 0);
	assert_ptr_equal(secret_link(secret), secret);
	secret_unlink(secret);
	secret_open(secret);
	assert_int_equal(copies(needle, false), 1);
	secret_unlink(secret);
	assert_int_equal(copies(needle, true), 0);
	needle_destroy(needle);
}

static void secret_link__null__stays_null(void **state)
{
	(void)state;
	assert_null(secret_link(NULL));
	secret_unlink(NULL);
}

static void secret_equal__content__decides(void **state)
{
	struct secret *a = secret_create("abc", 3), *b = secret_create("abc", 3);
	struct secret *c = secret_create("abd", 3), *d = secret_create("ab", 2);
	(void)state;

	assert_true(secret_equal(a, b));
	assert_true(secret_equal(a, a));
	assert_false(secret_equal(a, c));
	assert_false(secret_equal(a, d));
	assert_false(secret_equal(a, NULL));
	assert_false(secret_equal(NULL, NULL));
	secret_unlink(a);
	secret_unlink(b);
	secret_unlink(c);
	secret_unlink(d);
}

static void secret_fingerprint__same_key__same_on_every_machine(void **state)
{
	/* BLAKE2b, 32 bytes, keyed with "keyturn key fingerprint": its first four. */
	static const char *const cases[][2] = {
		{"a86850deb2742ec3cb41518e26aa2d89", "39b7 8e29"}, {"", "6972 eb15"}};
	char out[SECRET_FINGERPRINT_SIZE];
	(void)state;

	for (size_t i = 0; i < 2; i++) {
		struct secret *secret = secret_create(cases[i][0], strlen(cases[i][0]));
		secret_fingerprint(secret, out);
		assert_string_equal(out, cases[i][1]);
		secret_unlink(secret);
	}
}

static void expect_typed(struct secret_input *input, const char *expected)
{
	struct secret *secret = secret_input_finish(input);

	if (expected == NULL) {
		assert_null(secret);
	} else {
		assert_non_null(secret);
		assert_string_equal(secret_open(secret), expected);
		secret_close(secret);
		secret_unlink(secret);
	}
	assert_int_equal(secret_input_length(input), 0);
}

static void secret_input__typed_text__becomes_a_secret(void **state)
{
	struct secret_input *input = secret_input_create();
	(void)state;

	expect_typed(input, NULL);
	assert_true(secret_input_append(input, "pass", 4));
	assert_true(secret_input_append(input, "wörd", 5));
	assert_int_equal(secret_input_length(input), 9);
	expect_typed(input, "passwörd");
	expect_typed(input, NULL);
	secret_input_destroy(input);
	secret_input_destroy(NULL);
}

static void secret_input_backspace__one_code_point_each(void **state)
{
	static const size_t lengths[] = {10, 6, 3, 1, 0, 0};
	struct secret_input *input = secret_input_create();
	(void)state;

	assert_true(secret_input_append(input, "aé中😀", 10));
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		assert_int_equal(secret_input_length(input), lengths[i]);
		secret_input_backspace(input);
	}
	assert_true(
		secret_input_append(input, "b\x80\x80", 3)); /* not the start of one: the b is */
	secret_input_backspace(input);
	expect_typed(input, NULL);
	secret_input_destroy(input);
}

static void secret_input_append__full__refused_whole(void **state)
{
	struct secret_input *input = secret_input_create();
	size_t len = 0;
	(void)state;

	while (secret_input_append(input, "0123456", 7)) {
		len += 7;
	}
	assert_true(len > 500);
	assert_int_equal(secret_input_length(input), len);
	assert_false(secret_input_append(input, "x", SIZE_MAX));
	secret_input_clear(input);
	assert_int_equal(secret_input_length(input), 0);
	assert_true(secret_input_append(input, "y", 1));
	expect_typed(input, "y");
	secret_input_destroy(input);
}

static void secret_input__cleared_rubbed_out_and_finished__leaves_no_copy(void **state)
{
	struct needle *needle = make_needle(3);
	struct secret_input *input = secret_input_create();
	char word[LEN];
	(void)state;

	make_word(3, word);
	assert_true(secret_input_append(input, word, LEN));
	explicit_bzero(word, LEN);
	assert_int_equal(copies(needle, false), 1);
	secret_input_clear(input);
	assert_int_equal(copies(needle, true), 0);

	make_word(3, word);
	assert_true(secret_input_append(input, word, LEN));
	explicit_bzero(word, LEN);
	struct secret *secret = secret_input_finish(input);
	assert_int_equal(copies(needle, false), 0);
	secret_unlink(secret);

	make_word(3, word);
	assert_true(secret_input_append(input, word, LEN));
	explicit_bzero(word, LEN);
	secret_input_backspace(input);
	assert_int_equal(copies(needle, true), 0);
	secret_input_destroy(input);
	needle_destroy(needle);
}

static void secret_mask_hash__key_in_a_text__stars(void **state)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
		{"/home/key-1/key-1.sh", "/home/*****/*****.sh"},
		{"key-1key-1", "**********"},
		{"key-2/key-/ey-1", "key-2/key-/ey-1"},
		{"key", "key"},
		{"", ""},
	};
	unsigned char hash[SECRET_HASH_SIZE];
	char text[32];
	(void)state;

	secret_hash_bytes("key-1", 5, hash);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(text, sizeof(text), "%s", cases[i].text);
		secret_mask_hash(text, hash, 5);
		assert_string_equal(text, cases[i].shown);
		snprintf(text, sizeof(text), "%s", cases[i].text);
		secret_mask_hash(text, hash, 0); /* there is no key */
		assert_string_equal(text, cases[i].text);
	}
}

#define PASSWORD "a\"b/c d\xc3\xa9&Z"

static void secret_mask__any_form_of_a_live_secret__stars(void **state)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
		/* the key */
		{"key 0f1e2d3c4b5a6978!", "key ********!"},
		{"key 0F1E2D3C4B5A6978!", "key ********!"},
		{"0f1e2d3c4b5a6978"
		 "0f1e2d3c4b5a6978",
			"********"},
		{"%30f%31e2d3%63%34b5a697%38", "********"},
		{"30663165326433633462356136393738 hex", "******** hex"},
		{"x MGYxZTJkM2M0YjVhNjk3OA== x", "x ********== x"},
		{"dToMGYxZTJkM2M0YjVhNjk3OA", "dTo********"},
		{"eDowZjFlMmQzYzRiNWE2OTc4", "eD********"},
		{"dTowZjFlMmQzYzRiNWE2OTc4Cg", "dT********Cg"},
		{"dXU6MGYxZTJkM2M0YjVhNjk3OA", "dXU6********"},
		{"eHg6MGYxZTJkM2M0YjVhNjk3ODpw", "eHg6********pw"},
		{"abcD-0f1e2d3c", "abcD-********"}, /* cut off */
		{"abcD-0f1e2d3", "abcD-0f1e2d3"},   /* too little of it */
		{"0f1e2d3c4b5a697-", "0f1e2d3c4b5a697-"},
		/* the password, quoted in various ways */
		{"sent {\"p\":\"a\\\"b/c d\xc3\xa9&Z\"}", "sent {\"p\":\"********\"}"},
		{"a\\u0022b\\/c\\u0020d\\u00E9\\u0026Z", "********"},
		{"a\\x22b/c d\xc3\xa9&Z.", "********."},
		{"a&quot;b/c&#32;d\xc3\xa9&amp;Z", "********"},
		{"a&#x22;b/c d&#xe9;&amp;Z", "********"},
		{"a%22b%2fc+d%C3%a9%26Z", "********"},
		/* the PIN */
		{"pin 4821, not 482", "pin ****, not 482"},
		{"NDgyMQ==", "******=="},
		{"", ""},
	};
	static const char *const values[] = {"0f1e2d3c4b5a6978", PASSWORD, "4821", "abc"};
	struct secret *live[4];
	char text[128];
	(void)state;

	for (size_t i = 0; i < 4; i++) {
		live[i] = secret_create(values[i], strlen(values[i]));
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(text, sizeof(text), "%s", cases[i].text);
		secret_mask(text);
		assert_string_equal(text, cases[i].shown);
	}
	for (size_t i = 0; i < 4; i++) {
		secret_unlink(live[i]);
	}
	snprintf(text, sizeof(text), "%s", cases[0].text);
	secret_mask(text);
	assert_string_equal(text, cases[0].text); /* there is no secret any more */
}

static void error_set__a_live_secret_across_the_end_of_a_detail__no_part_of_it(void **state)
{
	struct secret *secret = secret_create("0f1e2d3c4b5a6978", 16);
	struct error error;
	(void)state;

	error_set(&error, ERROR_REQUEST, "%0*d 0f1e2d3c4b5a6978", ERROR_DETAIL_MAX - 8, 0);
	assert_null(strstr(error.detail, "0f1"));
	error_set_text(&error, ERROR_REQUEST, 400, "it is 0f1e2d3c4b5a6978.");
	assert_string_equal(error.detail, "it is ********.");
	secret_unlink(secret);
}

static void *open_and_close(void *data)
{
	(void)data;
	for (int i = 0; i < 300; i++) {
		struct secret *secret = secret_create("of another thread", 17);
		assert_string_equal(secret_open(secret), "of another thread");
		secret_close(secret);
		secret_unlink(secret);
	}
	return NULL;
}

static void secret_mask__other_threads_have_secrets__neither_disturbs_the_other(void **state)
{
	pthread_t threads[2];
	char text[] = "nothing of theirs";
	(void)state;

	for (int i = 0; i < 2; i++) {
		assert_int_equal(pthread_create(&threads[i], NULL, open_and_close, NULL), 0);
	}
	for (int i = 0; i < 300; i++) {
		secret_mask(text);
		assert_string_equal(text, "nothing of theirs");
	}
	for (int i = 0; i < 2; i++) {
		pthread_join(threads[i], NULL);
	}
}

static int start(void **state)
{
	(void)state;
	return secret_start(NULL) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secret_start__process__keeps_its_memory_to_itself),
		cmocka_unit_test(secret_create__bytes__read_back_with_a_nul),
		cmocka_unit_test(secret_create__longer_than_the_maximum__refused),
		cmocka_unit_test(secret_take__source__is_wiped),
		cmocka_unit_test(secret__bytes__accessible_only_while_open_and_linked),
		cmocka_unit_test(secret_unlink__last_link__wipes_block),
		cmocka_unit_test(secret_link__null__stays_null),
		cmocka_unit_test(secret_equal__content__decides),
		cmocka_unit_test(secret_fingerprint__same_key__same_on_every_machine),
		cmocka_unit_test(secret_mask_hash__key_in_a_text__stars),
		cmocka_unit_test(secret_mask__any_form_of_a_live_secret__stars),
		cmocka_unit_test(
			error_set__a_live_secret_across_the_end_of_a_detail__no_part_of_it),
		cmocka_unit_test(
			secret_mask__other_threads_have_secrets__neither_disturbs_the_other),
		cmocka_unit_test(secret_input__typed_text__becomes_a_secret),
		cmocka_unit_test(secret_input_backspace__one_code_point_each),
		cmocka_unit_test(secret_input_append__full__refused_whole),
		cmocka_unit_test(secret_input__cleared_rubbed_out_and_finished__leaves_no_copy),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
