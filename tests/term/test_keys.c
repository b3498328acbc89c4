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

/* What comes out, in short: codes in hex, 'p' pasted, 'b' burst, "end" of a paste or "cut" off, "out"
 * of focus, "answer" cut off. Noise is counted. */
static unsigned noises;

static const char *const words[] = {[TERM_PASTE_END] = "end ",
	[TERM_PASTE_CUT] = "cut ",
	[TERM_ANSWER_CUT] = "answer ",
	[TERM_NOISE] = "",
	[TERM_FOCUS_LOST] = "out "};

static const char *drain(struct key_decoder *decoder)
{
	static char text[65536];
	size_t len = 0;
	struct key key;
	enum term_input kind;

	text[0] = '\0';
	while ((kind = key_decoder_next(decoder, &key)) != TERM_NOTHING) {
		noises += kind == TERM_NOISE ? 1 : 0;
		if (kind != TERM_KEY) {
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s", words[kind]);
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
		"\033^pm\033\\", "\033Xsos\033\\", "\033[I", "\033[M !q", "\033[<0;12;8m",
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
	assert_int_equal(key_decoder_wait(&decoder), 1050); /* what may still be its rest */
	assert_string_equal(expire(&decoder), "");
	assert_int_equal(key_decoder_wait(&decoder), -1);
	assert_string_equal(feed(&decoder, "\033\003"), "3b ");
	assert_string_equal(feed(&decoder, "\033\033"), "1b ");
	assert_string_equal(expire(&decoder), "1b ");
	assert_string_equal(feed(&decoder, "s"), "73 ");
}

/* What a pause cut off and what may be a key are told apart: the next letter is that letter. */
static void key_decoder_expire__unfinished__swallowed(void **state)
{
	static const char *const cases[] = {"\033[", "\033O", "\346\274"};
	struct key_decoder decoder;
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		init(&decoder);
		assert_string_equal(feed(&decoder, cases[i]), "");
		assert_int_equal(key_decoder_wait(&decoder), 500);
		assert_string_equal(expire(&decoder), "");
		assert_int_equal(key_decoder_wait(&decoder), -1);
		assert_string_equal(feed(&decoder, "a"), "61 ");
	}
}

/* Every byte by itself, with every pause that may come between: no letter of it is a key. Only its
 * ESC may be taken for one. */
static void key_decoder_expire__stalled_anywhere__never_typed(void **state)
{
	static const char *const cases[] = {"\033[?62;22c", "\033[24;80R",
		"\033]11;rgb:rs/c?/q0\033\\", "\033]52;c;cXFx\a", "\033P1$r0q\033\\",
		"\033_apc\033\\", "\033^pm\033\\", "\033Xsos\033\\", "\033[<64;12;8M", "\033[M !q",
		"\2201$rq\234", "\230sos\234", "\23511;r\234", "\23511;r\a", "\236rs\033\\",
		"\237rs\234", "\2331;5A", "\033]lr\303\234s\234", "\033[200~rs\r\033[201~"};
	struct key_decoder decoder;
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		init(&decoder);
		for (const char *byte = cases[i]; *byte != '\0'; byte++) {
			key_decoder_feed(&decoder, byte, 1);
			assert_string_equal(drain(&decoder), "");
			const char *after = expire(&decoder);
			assert_true(after[0] == '\0' || strcmp(after, "1b ") == 0 ||
				strcmp(after, "answer ") == 0 || strcmp(after, "cut ") == 0);
		}
		assert_string_equal(feed(&decoder, "s"), "73 ");
	}
}

static void key_decoder_feed__eight_bit_introducers__as_with_escape(void **state)
{
	static const struct {
		const char *bytes, *keys;
	} cases[] = {{"\233A", "110002 "}, {"\23315~", "11000f "}, {"\217P", "11000b "},
		{"\233O", "out "}, {"\233200~ab\233201~", "61pb 62pb end "},
		{"\220rs\234c", "63b "}, {"\235rs\ac", "63b "}, {"\303\220", "d0 "},
		{"\303\233", "db "}, {"\346\220\235", "641d "}};
	struct key_decoder decoder;
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		init(&decoder);
		assert_string_equal(feed(&decoder, cases[i].bytes), cases[i].keys);
		assert_string_equal(feed(&decoder, "a"), "61 ");
	}
}

static void key_decoder_expire__string_without_end__told_and_left_by_escape(void **state)
{
	struct key_decoder decoder;
	(void)state;

	init(&decoder);
	assert_string_equal(feed(&decoder, "\033]52;c;"), "");
	assert_int_equal(key_decoder_wait(&decoder), 1000);
	assert_string_equal(expire(&decoder), "answer ");
	assert_int_equal(key_decoder_wait(&decoder), -1);
	assert_string_equal(feed(&decoder, "rs\r"), "");
	assert_string_equal(feed(&decoder, "\033"), "");
	assert_string_equal(expire(&decoder), "");
	assert_string_equal(feed(&decoder, "\\"), ""); /* or that was its end, in two */
	assert_string_equal(feed(&decoder, "a\\"), "61b 5cb ");
	assert_string_equal(feed(&decoder, "\033Prs\003"), "3b ");
	assert_string_equal(feed(&decoder, "a"), "61 ");
}

static void key_decoder_feed__what_is_no_key__noise(void **state)
{
	static const char *const noise[] = {"\033[?62;22c", "\033]11;r\a", "\033[1;5A", "\033q",
		"\200", "\220r\234", "\033[201~"};
	static const char *const none[] = {"\033[A", "\033[I", "\033[O", "\033[<0;1;1M",
		"\033[<0;1;1m", "\033[M !!", "a", "\303\251", "\033[200~\033q\033[201~"};
	struct key_decoder decoder;
	(void)state;

	init(&decoder);
	for (size_t i = 0; i < sizeof(noise) / sizeof(noise[0]); i++) {
		noises = 0;
		feed(&decoder, noise[i]);
		assert_int_equal(noises, 1);
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		noises = 0;
		feed(&decoder, none[i]);
		assert_int_equal(noises, 0);
	}
}

/* ---- pastes ---- */

static void key_decoder_feed__paste__held_until_its_end(void **state)
{
	struct key_decoder decoder;
	(void)state;

	init(&decoder);
	assert_string_equal(feed(&decoder, "x\033[200~"), "78 ");
	assert_string_equal(feed(&decoder, "a\r"), "");
	assert_string_equal(feed(&decoder, "b"), "");
	assert_string_equal(feed(&decoder, "\033"), "");
	assert_string_equal(feed(&decoder, "[201~c"), "61pb dpb 62pb end 63b ");
	assert_string_equal(feed(&decoder, "d"), "64 ");
	assert_string_equal(feed(&decoder, "\033[201~"), "");
	assert_string_equal(feed(&decoder, "\033[200~\303"), "");
	assert_string_equal(
		feed(&decoder, "\251\033[A\033[20\033[201~"), "e9pb 5bpb 41pb 5bpb 32pb 30pb end ");
}

static void key_decoder_expire__paste_without_end__thrown_away_to_its_end(void **state)
{
	struct key_decoder decoder;
	(void)state;

	init(&decoder);
	assert_string_equal(feed(&decoder, "\033[200~a\033"), "");
	assert_int_equal(key_decoder_wait(&decoder), 1000);
	assert_string_equal(expire(&decoder), "cut ");
	assert_int_equal(key_decoder_wait(&decoder), -1);
	assert_string_equal(feed(&decoder, "sx\r\033\003"), "");
	assert_int_equal(key_decoder_wait(&decoder), 1000);
	assert_string_equal(expire(&decoder), "");
	assert_string_equal(feed(&decoder, "r\033[20"), "");
	assert_string_equal(expire(&decoder), "");
	assert_string_equal(feed(&decoder, "1~b"), "62b ");
	assert_string_equal(feed(&decoder, "c"), "63 ");
}

/* Alone with silence around it it was typed; in the middle of text it was not. */
static void key_decoder_expire__ctrl_c_in_a_paste_without_end__leaves(void **state)
{
	struct key_decoder decoder;
	(void)state;

	init(&decoder);
	feed(&decoder, "\033[200~\003");
	assert_string_equal(expire(&decoder), "cut ");
	assert_string_equal(feed(&decoder, "a"), "");
	assert_string_equal(feed(&decoder, "\003"), "");
	assert_string_equal(expire(&decoder), "");
	assert_string_equal(feed(&decoder, "\003"), "");
	assert_string_equal(feed(&decoder, "a"), "");
	assert_string_equal(expire(&decoder), "");
	assert_string_equal(feed(&decoder, "\003"), "");
	assert_string_equal(feed(&decoder, "\003"), "");
	assert_string_equal(expire(&decoder), "3 ");
	assert_string_equal(feed(&decoder, "s"), "");
	assert_string_equal(feed(&decoder, "\033[201~s"), "73b ");
}

static void key_decoder_feed__paste_longer_than_any_field__its_beginning(void **state)
{
	char bytes[KEY_DECODER_CHUNK + 1];
	struct key_decoder decoder;
	(void)state;

	init(&decoder);
	memset(bytes, 'a', KEY_DECODER_CHUNK);
	bytes[KEY_DECODER_CHUNK] = '\0';
	feed(&decoder, "\033[200~");
	for (int i = 0; i < 100; i++) {
		assert_string_equal(feed(&decoder, bytes), "");
	}
	assert_int_equal(strlen(feed(&decoder, "\033[201~")),
		KEY_DECODER_PASTE * strlen("61pb ") + strlen("end "));
	assert_string_equal(feed(&decoder, "a"), "61 ");
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

/* Whatever comes, every chunk is taken, and after the ends of all that may be open a letter is that
 * letter. */
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
		for (int wait = 0; wait < 3 && key_decoder_wait(decoder) >= 0; wait++) {
			expire(decoder);
		}
		assert_int_equal(key_decoder_wait(decoder), -1);
		feed(decoder, "\033[201~\033\\   \033\\");
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
		cmocka_unit_test(key_decoder_expire__stalled_anywhere__never_typed),
		cmocka_unit_test(key_decoder_feed__eight_bit_introducers__as_with_escape),
		cmocka_unit_test(key_decoder_expire__string_without_end__told_and_left_by_escape),
		cmocka_unit_test(key_decoder_feed__what_is_no_key__noise),
		cmocka_unit_test(key_decoder_feed__paste__held_until_its_end),
		cmocka_unit_test(key_decoder_expire__paste_without_end__thrown_away_to_its_end),
		cmocka_unit_test(key_decoder_expire__ctrl_c_in_a_paste_without_end__leaves),
		cmocka_unit_test(key_decoder_feed__paste_longer_than_any_field__its_beginning),
		cmocka_unit_test(key_decoder_feed__rest_of_a_long_burst__burst_too),
		cmocka_unit_test(key_decoder_feed__noise__recovers),
		cmocka_unit_test(key_decoder_next__taken__wiped_from_the_queue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
