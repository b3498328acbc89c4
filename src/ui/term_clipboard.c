/* SPDX-License-Identifier: MIT
 * OSC 52 (xterm's "Manipulate Selection Data"): the terminal at the user's end puts text in its
 * clipboard. tmux and screen stand between, and take or pass it on in forms of their own. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/buffer.h"
#include "keyturn/secret.h"
#include "term_output.h"
#include "term_private.h"

enum { SCREEN_CHUNK = 256 }; /* screen drops longer strings */

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value != NULL && value[0] != '\0';
}

enum clipboard term_clipboard_kind(const char *name)
{
	static const char *const consoles[] = {"linux", "vt", "ansi", "cons25", "sun", "wsvt25"};

	if (is_set("TMUX") || starts_with(name, "tmux")) {
		return CLIPBOARD_TMUX;
	}
	if (starts_with(name, "screen")) {
		return is_set("STY") ? CLIPBOARD_SCREEN : CLIPBOARD_NESTED;
	}
	for (size_t i = 0; i < sizeof(consoles) / sizeof(consoles[0]); i++) {
		if (starts_with(name, consoles[i]) && !starts_with(name, "vte")) {
			return CLIPBOARD_NONE;
		}
	}
	return CLIPBOARD_PLAIN;
}

/* Terminated by ST, the standard's own end: some terminals inside others know no BEL. */
static void append_plain(struct buffer *out, const char *payload)
{
	buffer_append_text(out, "\033]52;c;");
	buffer_append_text(out, payload);
	buffer_append_text(out, "\033\\");
}

/* Inside a device control string every ESC is doubled for tmux. The inner end is BEL here and for
 * screen: an ST would end the outer string first. */
static void append_tmux(struct buffer *out, const char *payload)
{
	buffer_append_text(out, "\033Ptmux;\033\033]52;c;");
	buffer_append_text(out, payload);
	buffer_append_text(out, "\a\033\\");
}

static void append_screen(struct buffer *out, const char *payload)
{
	buffer_append_text(out, "\033P\033]52;c;");
	for (size_t len = strlen(payload); len > SCREEN_CHUNK; len -= SCREEN_CHUNK) {
		buffer_append(out, payload, SCREEN_CHUNK);
		buffer_append_text(out, "\033\\\033P");
		payload += SCREEN_CHUNK;
	}
	buffer_append_text(out, payload);
	buffer_append_text(out, "\a\033\\");
}

static void send_payload(struct term *term, const char *payload)
{
	struct buffer out;

	buffer_init(&out, TERM_OUTPUT_MAX);
	switch (term->clipboard) {
	case CLIPBOARD_NONE:
		break;
	case CLIPBOARD_PLAIN:
		append_plain(&out, payload);
		break;
	case CLIPBOARD_TMUX:
		append_plain(&out, payload);
		append_tmux(&out, payload);
		break;
	case CLIPBOARD_SCREEN:
		append_screen(&out, payload);
		break;
	case CLIPBOARD_NESTED: /* tmux takes the first and drops the second, screen the reverse */
		append_plain(&out, payload);
		append_screen(&out, payload);
		break;
	}
	term_line_append(&term->line, buffer_text(&out), out.len);
	term_line_flush(&term->line);
	buffer_finish(&out);
}

void term_copy(struct term *term, struct secret *secret)
{
	size_t len = secret_length(secret);
	size_t size = sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_ORIGINAL);

	char *text = sodium_malloc(size);
	if (text == NULL) {
		return;
	}
	sodium_bin2base64(text, size, (const unsigned char *)secret_open(secret), len,
		sodium_base64_VARIANT_ORIGINAL);
	secret_close(secret);
	send_payload(term, text);
	sodium_free(text);
}

/* An empty payload empties the clipboard of xterm and its likes. tmux ignores it: what passes
 * through to the terminal around it is all that can be cleared there. */
void term_clear_clipboard(struct term *term)
{
	send_payload(term, "");
}

const char *term_copy_note(void)
{
	const char *name = getenv("TERM");

	switch (term_clipboard_kind(name == NULL ? "" : name)) {
	case CLIPBOARD_NONE:
		return "this console has no clipboard; use Show";
	case CLIPBOARD_PLAIN:
		break;
	case CLIPBOARD_TMUX:
		return "tmux: set -g set-clipboard on; it keeps a copy of its own";
	case CLIPBOARD_SCREEN:
		return "screen passes it on; the terminal around it must take OSC 52";
	case CLIPBOARD_NESTED:
		return "in tmux: set -g set-clipboard on; it keeps a copy of its own";
	}
	return "";
}
