/* SPDX-License-Identifier: MIT */
#include "known/record.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { LINES_MAX = 64, STAMP_MAX = 96 };

static bool holds(const char *head, size_t len, const char *text)
{
	return memmem(head, len, text, strlen(text)) != NULL;
}

static bool starts(const char *head, size_t len, const char *text)
{
	return len >= strlen(text) && memcmp(head, text, strlen(text)) == 0;
}

/* ---- logs: each line begins with a time ---- */

/* "9" is a digit, "A" a letter, "~" one of them or a blank; anything else is itself. */
static bool fits(const char *shape, const char *text, size_t len)
{
	for (; *shape != '\0'; shape++, text++, len--) {
		const unsigned char c = len > 0 ? (unsigned char)*text : '\0';
		const bool ok = *shape == '9' ? isdigit(c) != 0
			: *shape == 'A'       ? isalpha(c) != 0
			: *shape == '~'       ? isalnum(c) != 0 || c == ' '
					      : c == (unsigned char)*shape;
		if (!ok) {
			return false;
		}
	}
	return true;
}

static bool is_time(const char *text, size_t len)
{
	static const char *const shapes[] = {"9999-99-99T99:99", "9999-99-99 99:99",
		"9999-99-99_99:99", "9999/99/99 99:99", "99/AAA/9999:99:99", "AAA ~9 99:99:99",
		"AAA AAA ~9 99:99:99", "AAA, 99 AAA 9999 99:99", "99.99.9999 99:99",
		"99-AAA-9999 99:99", "A9999 99:99:99", "99:99:99 ", "99:99:99.", "99:99:99,",
		"9999999999.9", "9999999999 ", "9999999999,", "9999999999999 ", "99999999T999999",
		"99999999 99:99:99", "99999999 999999 "};

	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		if (fits(shapes[i], text, len)) {
			return true;
		}
	}
	return false;
}

/* Of JSON and logfmt, where the time has a name. */
static bool has_named_time(const char *line, size_t len)
{
	static const char *const names[] = {"\"time\":", "\"timestamp\":", "\"@timestamp\":",
		"\"ts\":", "time=\"", "time=2", "ts=2", "ts=1"};
	const size_t near = len < 4 * STAMP_MAX ? len : 4 * STAMP_MAX;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (holds(line, near, names[i])) {
			return true;
		}
	}
	return false;
}

/* A time, perhaps after a bracket, a level in "<6>" or "INFO ", or an address: "10.0.0.1 - - [". */
static bool begins_with_time(const char *line, size_t len)
{
	const size_t near = len < STAMP_MAX ? len : STAMP_MAX;
	const char *bracket = memchr(line, '[', near);

	if (is_time(line, len) || (fits("[", line, len) && fits("    9", line + 1, len - 1))) {
		return true;
	}
	if (bracket != NULL && is_time(bracket + 1, len - (size_t)(bracket - line) - 1)) {
		return true;
	}
	if (starts(line, len, "<") || starts(line, len, "\"")) {
		const char *end = memchr(line + 1, '>', near - 1);
		const char *from = *line == '"' ? line + 1 : end != NULL ? end + 1 : line;
		return is_time(from, len - (size_t)(from - line));
	}
	size_t word = 0;
	while (word < near && isupper((unsigned char)line[word])) {
		word++;
	}
	return word > 2 && word + 1 < len && is_time(line + word + 1, len - word - 1);
}

/* Lines that go on from the one before (a trace) begin with a blank. */
static bool is_log(const char *head, size_t len)
{
	unsigned lines = 0, stamped = 0, named = 0;

	for (const char *end = head + len; head < end && lines < LINES_MAX;) {
		const char *stop = memchr(head, '\n', (size_t)(end - head));
		const size_t line = (size_t)((stop != NULL ? stop : end) - head);
		if (line > 0 && !isspace((unsigned char)*head) && *head != '#') {
			lines++;
			stamped += begins_with_time(head, line);
			named += has_named_time(head, line);
		}
		head += line + 1;
	}
	return lines > 0 && (stamped * 3 > lines * 2 || (lines > 1 && named * 3 > lines * 2));
}

/* ---- histories ---- */

static bool is_history(const char *head, size_t len)
{
	return fits(": 9999999999:", head, len) || fits("#9999999999\n", head, len) ||
		(starts(head, len, "- cmd: ") && holds(head, len, "\n  when: ")) ||
		starts(head, len, "_HiStOrY_V2_") || starts(head, len, ".less-history-file:") ||
		starts(head, len, "# This viminfo file") ||
		fits("\n# 9999-99-99 99:99", head, len) || fits("# 9999-99-99 99:99:99", head, len);
}

/* ---- mail ---- */

static bool is_mail(const char *head, size_t len)
{
	static const char *const first[] = {
		"Return-Path:", "Received:", "Delivered-To:", "X-Original-To:", "Message-ID:"};
	const char *end = memmem(head, len, "\n\n", 2);
	const size_t headers = end != NULL ? (size_t)(end - head) : len;

	for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++) {
		if (starts(head, len, first[i])) {
			return true;
		}
	}
	const bool dated = holds(head, headers, "\nDate:") || starts(head, len, "Date:");
	const bool from = holds(head, headers, "\nFrom:") || starts(head, len, "From:");
	const bool subject = holds(head, headers, "\nSubject:") || starts(head, len, "Subject:");
	return (starts(head, len, "From ") && (dated || holds(head, headers, "\nReceived:"))) ||
		(dated && from && subject);
}

/* ---- all of them ---- */

static bool is_patch(const char *head, size_t len)
{
	return holds(head, len, "\n+++ ") && holds(head, len, "\n@@ -");
}

static bool is_dump(const char *head, size_t len)
{
	static const char *const firsts[] = {"PGDMP", "REDIS0", "-- MySQL dump", "-- MariaDB dump",
		"/*M!999999", "--\n-- PostgreSQL database", "-- phpMyAdmin SQL Dump",
		"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION"};

	for (size_t i = 0; i < sizeof(firsts) / sizeof(*firsts); i++) {
		if (starts(head, len, firsts[i])) {
			return true;
		}
	}
	return false;
}

static bool is_signed(const char *head, size_t len)
{
	static const char *const signs[] = {"-----BEGIN PGP SIGN", "-----BEGIN SSH SIGNATURE-----",
		"-----BEGIN PKCS7-----", "-----BEGIN CMS-----", "multipart/signed",
		"application/pkcs7-", "application/x-pkcs7-", "<SignatureValue",
		"<ds:SignatureValue", "untrusted comment: signature from"};

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		if (holds(head, len, signs[i])) {
			return true;
		}
	}
	return false;
}

enum record record_of(const char *head, size_t len)
{
	return is_signed(head, len)     ? RECORD_SIGNED
		: is_history(head, len) ? RECORD_HISTORY
		: is_mail(head, len)    ? RECORD_MAIL
		: is_patch(head, len)   ? RECORD_PATCH
		: is_dump(head, len)    ? RECORD_DUMP
		: is_log(head, len)     ? RECORD_LOG
					: RECORD_NONE;
}
