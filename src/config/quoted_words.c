/* SPDX-License-Identifier: MIT */
#include "quoted_words.h"

#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"

static size_t quoted_words_count(char *const *words)
{
	size_t count = 0;

	while (words[count] != NULL) {
		count++;
	}
	return count;
}

char **quoted_words_copy(char *const *words)
{
	if (words == NULL) {
		return NULL;
	}
	size_t count = quoted_words_count(words);
	char **copy = memory_array(count + 1, sizeof(*copy));
	for (size_t i = 0; i < count; i++) {
		copy[i] = memory_text(words[i]);
	}
	return copy;
}

void quoted_words_destroy(char **words)
{
	for (char **word = words; word != NULL && *word != NULL; word++) {
		free(*word);
	}
	free(words);
}

/* One word from `*text` into `out`, which has room for all of the text and the home directory. */
static const char *read_word(const char **text, const char *home, char *out)
{
	const char *in = *text;
	char quote = '\0';

	if (in[0] == '~' && (in[1] == '\0' || strchr("/ \t", in[1]) != NULL)) {
		if (home == NULL) {
			return "~ is used but there is no home directory: set HOME";
		}
		memcpy(out, home, strlen(home));
		out += strlen(home);
		in++;
	}
	for (; *in != '\0' && (quote != '\0' || (*in != ' ' && *in != '\t')); in++) {
		if (quote == '\0' && strchr("|&;<>()$`", *in) != NULL) {
			return "no shell is run: quote | & ; < > ( ) $ `, or put the line in a script";
		}
		if (quote != '\'' && *in == '\\') {
			if (in[1] == '\0') {
				return "a backslash ends the line";
			}
			*out++ = *++in;
		} else if (*in == quote) {
			quote = '\0';
		} else if (quote == '\0' && (*in == '\'' || *in == '"')) {
			quote = *in;
		} else {
			*out++ = *in;
		}
	}
	*out = '\0';
	*text = in;
	return quote != '\0' ? "a quotation mark is not closed" : NULL;
}

char **quoted_words_split(const char *text, const char *home, const char **reason)
{
	/* A word takes a character and a blank, so that this many are enough. */
	char **words = memory_array(strlen(text) / 2 + 2, sizeof(*words));
	char *word = memory_alloc(strlen(text) + (home != NULL ? strlen(home) : 0) + 1);
	size_t count = 0;

	*reason = NULL;
	for (text += strspn(text, " \t"); *text != '\0'; text += strspn(text, " \t")) {
		*reason = read_word(&text, home, word);
		if (*reason != NULL) {
			break;
		}
		words[count++] = memory_text(word);
	}
	free(word);
	if (*reason == NULL && (count == 0 || words[0][0] == '\0')) {
		*reason = "it is empty";
	}
	if (*reason != NULL) {
		quoted_words_destroy(words);
		return NULL;
	}
	return words;
}
