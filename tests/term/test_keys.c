/* SPDX-License-Identifier: MIT
 * Bytes to keys. */
#include "term_keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/memory.h"

/* What comes out, in short: codes in hex, 'p' pasted, 'b' burst, "end" of a paste. */
static const char *drain(struct key_decoder *decoder)
{
	static char text[4096];
	size_t len = 0;
	struct key key;
	enum term_input kind;

	text[0] = '\0';
	while ((kind = key_decoder_next(decoder, &key)) != TERM_NOTHING) {
		if (kind == TERM_PASTE_END) {
			len += (size_t)snprintf(text + len, sizeof(text) - len, "end ");
		} else {
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%x%s%s ",
				(unsigned)key.code, key.pasted ? "p" : "", key.burst ? "b" : "");
		}
	}
	return text;
}

static const char *feed(struct key_decoder *decoder, const char *bytes)
{
	key_decoder_feed(decoder, bytes, strlen(bytes));
	return drain(decoder);
}

static const char *expire(struct key_decoder *decoder)
{
	key_decoder_expire(decoder);
	return drain(decoder);
}

static void init(struct key_decoder *decoder)
{
	key_decoder_init(decoder, true, 50);
	key_decoder_name(decoder, "\033OA", KEYPRESS_UP);
	key_decoder_name(decoder, "\033[224z", KEYPRESS_F1);
	key_decoder_name(decoder, "\b", 'x'); /* without ESC: passed over */
	key_decoder_name(decoder, NULL, 'x');
}

static void key_decoder_feed__known_sequences__keys(void **state)
{
	static const struct {
		const char *bytes, *keys;
	} cases[] = {
		{"a", "61 "},
		{"\r", "d "},
		{"\n", "d "},
		{"\b", "7f "},
		{"\177", "7f "},
		{"\t", "9 "},
		{"\003", "3 "},
		{"\032", "1a "},
		{"\303\251", "e9 "},
		{"\346\274\242", "6f22 "},
		{"\360\237\230\200", "1f600 "},
		{"\033[A", "110002 "},
		{"\033OA", "110002 "},
		{"\033OB", "110003 "},
		{"\033[Z", "110001 "},
		{"\033[H", "110006 "},
		{"\033[1~", "110006 "},
		{"\033[7~", "110006 "},
		{"\033OF", "110007 "},
		{"\033[5~", "110008 "},
		{"\033[6~", "110009 "},
		{"\033[3~", "11000a "},
		{"\033OP", "11000b "},
		{"\033[11~", "11000b "},
		{"\033[[A", "11000b "},
		{"\033[[E", "11000f "},
		{"\033[15~", "11000f "},
		{"\033[21~", "110014 "},
		{"\033[224z", "11000b "},
		{"\033OM", "d "},
		{"\033Op", "30 "},
		{"\033[<0;12;8M", "110015 "},
	};
	struct key_decoder decoder;
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		init(&decoder);
		assert_string_equal(feed(&decoder, cases[i].bytes), cases[i].keys);
		assert_int_equal(key_decoder_wait(&decoder), -1);
		key_decoder_finish(&decoder);
	}
}

static void key_decoder_feed__cut_anywhere__same_key(void **state)
{
	static const char *const whole[] = {
		"\033[A", "\033[21~", "\033OP", "\346\274\242", "\033[<0;12;8M", "\033[[A"};
	struct key_decoder decoder;
	char expected[64];
	(void)state;

	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
		init(&decoder);
		snprintf(expected, sizeof(expected), "%s", feed(&decoder, whole[i]));
		for (size_t cut = 1; cut < strlen(whole[i]); cut++) {
			init(&decoder);
			key_decoder_feed(&decoder, whole[i], cut);
			assert_string_equal(drain(&decoder), "");
			assert_true(key_decoder_wait(&decoder) > 0);
			assert_string_equal(feed(&decoder, whole[i] + cut), expected);
		}
	}
}

static void key_decoder_feed__no_key__swallowed(void **state)
{
	static const char *const cases[] = {"\033[?62;22c", "\033[24;80R",
		"\033]11;rgb:0/0/0\033\\", "\033]52;c;cXFx\a", "\033P1$r0q\033\\", "\033_apc\033\\",
		"\033^pm\033\\", "\033Xsos\033\\", "\033[I", "\033[O", "\033[M !q", "\033[<0;12;8m",
		"\033[<64;12;8M", "\033[<0;0;0M", "\033q", "\033\r", "\033[1;5A", "\033[99~",
		"\033[~", "\033[23~", "\033[2~", "\302\233", "\200", "\377",
		"\033[111111111111111111111111111111111111111111111111111111111111q",
		"\033]r\033r\033\\", "\033[999999999999999999999~"};
	struct key_decoder decoder;
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		init(&decoder);
		assert_string_equal(feed(&decoder, cases[i]), "");
		assert_string_equal(feed(&decoder, "a"), "61 ");
	}
}

static void key_decoder_feed__broken_character__dropped_alone(void **state)
{
	struct key_decoder decoder;
	(void)state;

	init(&decoder);
	assert_string_equal(feed(&decoder, "\303\303\251x"), "e9b 78b ");
	assert_string_equal(feed(&decoder, "\346\274x"), "78 ");
}

static void key_decoder_expire__lone_escape__is_the_key(void **state)
{
	struct key_decoder decoder;
	(void)state;

	init(&decoder);
	assert_string_equal(feed(&decoder, "\033"), "");
	assert_int_equal(key_decoder_wait(&decoder), 50);
	assert_string_equal(expire(&decoder), "1b ");
	assert_int_equal(key_decoder_wait(&decoder), -1);
	assert_string_equal(feed(&decoder, "\033\003"), "3 ");
	assert_string_equal(feed(&decoder, "\033\033"), "1b ");
	assert_string_equal(expire(&decoder), "1b ");
}

static void key_decoder_expire__unfinished__swallowed(void **state)
{
	static const char *const cases[] = {"\033[", "\033[1", "\033O", "\033]52;c;", "\033P",
		"\033P\033", "\033[M ", "\346\274"};
	struct key_decoder decoder;
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		init(&decoder);
		assert_string_equal(feed(&decoder, cases[i]), "");
		assert_int_equal(key_decoder_wait(&decoder), 500);
		assert_string_equal(expire(&decoder), "");
		assert_string_equal(feed(&decoder, "a"), "61 ");
	}
}

static void key_decoder_feed__paste__marked_until_its_end(void **state)
{
	struct key_decoder decoder;
	(void)state;

	init(&decoder);
	assert_string_equal(feed(&decoder, "\033[200~"), "");
	assert_string_equal(feed(&decoder, "a\r"), "61pb dpb ");
	assert_string_equal(feed(&decoder, "b"), "62p ");
	assert_string_equal(feed(&decoder, "\033"), "");
	assert_string_equal(feed(&decoder, "[201~c"), "end 63b ");
	assert_string_equal(feed(&decoder, "d"), "64 ");
	assert_string_equal(feed(&decoder, "\033[201~"), "");
}

static void key_decoder_expire__paste_without_end__ended(void **state)
{
	struct key_decoder decoder;
	(void)state;

	init(&decoder);
	assert_string_equal(feed(&decoder, "\033[200~a\033"), "61p ");
	assert_string_equal(expire(&decoder), "");
	assert_int_equal(key_decoder_wait(&decoder), 1000);
	assert_string_equal(expire(&decoder), "end ");
	assert_string_equal(feed(&decoder, "b"), "62 ");
}

static void key_decoder_feed__rest_of_a_long_burst__burst_too(void **state)
{
	char bytes[KEY_DECODER_CHUNK + 1];
	struct key_decoder decoder;
	(void)state;

	init(&decoder);
	memset(bytes, 'a', KEY_DECODER_CHUNK);
	bytes[KEY_DECODER_CHUNK] = '\0';
	assert_non_null(strstr(feed(&decoder, bytes), "61b "));
	assert_string_equal(feed(&decoder, "\r"), "db ");
	assert_string_equal(feed(&decoder, "\r"), "d ");
}

/* Whatever comes, every chunk is taken, and once silence is over a letter is that letter. */
static void key_decoder_feed__noise__recovers(void **state)
{
	static const char alphabet[] = "\033\033\033[[]OPM<~;0129?Aq\a\\\r\200\303\360\377_^X x";
	struct key_decoder *decoder = memory_alloc(sizeof(*decoder));
	char bytes[KEY_DECODER_CHUNK];
	(void)state;

	srandom(20261124);
	init(decoder);
	for (int round = 0; round < 20000; round++) {
		size_t len = (size_t)random() % sizeof(bytes);
		for (size_t i = 0; i < len; i++) {
			bytes[i] = alphabet[(size_t)random() % (sizeof(alphabet) - 1)];
		}
		key_decoder_feed(decoder, bytes, len);
		drain(decoder);
		for (int wait = 0; wait < 2 && key_decoder_wait(decoder) >= 0; wait++) {
			expire(decoder);
		}
		assert_int_equal(key_decoder_wait(decoder), -1);
		assert_string_equal(feed(decoder, "a"), "61 ");
	}
	key_decoder_finish(decoder);
	free(decoder);
}

static void key_decoder_next__taken__wiped_from_the_queue(void **state)
{
	struct key_decoder decoder;
	(void)state;

	init(&decoder);
	feed(&decoder, "secret");
	for (size_t i = 0; i < sizeof(decoder.queue) / sizeof(decoder.queue[0]); i++) {
		assert_int_equal(decoder.queue[i].key.code, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(key_decoder_feed__known_sequences__keys),
		cmocka_unit_test(key_decoder_feed__cut_anywhere__same_key),
		cmocka_unit_test(key_decoder_feed__no_key__swallowed),
		cmocka_unit_test(key_decoder_feed__broken_character__dropped_alone),
		cmocka_unit_test(key_decoder_expire__lone_escape__is_the_key),
		cmocka_unit_test(key_decoder_expire__unfinished__swallowed),
		cmocka_unit_test(key_decoder_feed__paste__marked_until_its_end),
		cmocka_unit_test(key_decoder_expire__paste_without_end__ended),
		cmocka_unit_test(key_decoder_feed__rest_of_a_long_burst__burst_too),
		cmocka_unit_test(key_decoder_feed__noise__recovers),
		cmocka_unit_test(key_decoder_next__taken__wiped_from_the_queue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
