/* SPDX-License-Identifier: MIT */
#include "known/afterwards.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/memory.h"

enum { HEAD_MAX = 8192, LINE_SIZE = 512, SENTENCE_SIZE = 512 };

/* ---- who writes it ---- */

/* As comments name them, and as people do. */
static const struct {
	const char *word, *name;
} managers[] = {
	{"puppet", "Puppet"},
	{"chef", "Chef"},
	{"cinc", "Cinc"},
	{"ansible", "Ansible"},
	{"salt", "Salt"},
	{"saltstack", "Salt"},
	{"terraform", "Terraform"},
	{"cloud-init", "cloud-init"},
	{"cfengine", "CFEngine"},
	{"nixos", "NixOS"},
	{"home-manager", "Home Manager"},
	{"chezmoi", "chezmoi"},
	{"confd", "confd"},
	{"rudder", "Rudder"},
};

static bool is_word_part(char c)
{
	return isalnum((unsigned char)c) || c == '-';
}

static bool has_word(const char *line, const char *word)
{
	const size_t len = strlen(word);

	for (const char *at = line; (at = strstr(at, word)) != NULL; at++) {
		if ((at == line || !is_word_part(at[-1])) && !is_word_part(at[len])) {
			return true;
		}
	}
	return false;
}

static bool says_who_writes(const char *line)
{
	return strstr(line, "managed") != NULL || strstr(line, "generated") != NULL ||
		strstr(line, "maintained") != NULL || strstr(line, "controlled") != NULL ||
		strstr(line, "deployed") != NULL;
}

/* The program that a comment names; "" is one without a name that is known; NULL: none. */
static const char *manager_in(const char *line)
{
	if (!says_who_writes(line)) {
		return NULL;
	}
	for (size_t i = 0; i < sizeof(managers) / sizeof(*managers); i++) {
		if (has_word(line, managers[i].word)) {
			return managers[i].name;
		}
	}
	return strstr(line, "managed by ") != NULL ? "" : NULL;
}

static bool is_comment(const char *line)
{
	return line[0] != '\0' && strchr("#;/*<-%{\"'", line[0]) != NULL;
}

/* Of the comments at the beginning of the file. */
static const char *manager_of(const char *head, size_t len)
{
	const char *end = head + (len < HEAD_MAX ? len : HEAD_MAX);
	const char *found = NULL;

	while (head < end && (found == NULL || *found == '\0')) {
		const char *stop = memchr(head, '\n', (size_t)(end - head));
		char line[LINE_SIZE];
		size_t used = 0;
		stop = stop != NULL ? stop : end;
		while (head < stop && isspace((unsigned char)*head)) {
			head++;
		}
		for (; head < stop && used + 1 < sizeof(line); head++) {
			line[used++] = (char)tolower((unsigned char)*head);
		}
		line[used] = '\0';
		const char *manager = is_comment(line) ? manager_in(line) : NULL;
		found = manager != NULL ? manager : found;
		memory_wipe(line, sizeof(line)); /* a comment may hold a key */
		head = stop + 1;
	}
	return found;
}

/* ---- who reads it ---- */

static bool is_unit(const char *path)
{
	return fnmatch("*/systemd/*.service", path, 0) == 0 ||
		fnmatch("*/systemd/*.service.d/*.conf", path, 0) == 0;
}

/* The unit whose file, or addition, `path` is. */
static void unit_name(const char *path, char *out, size_t size)
{
	const char *name = strrchr(path, '/') + 1;
	const char *addition = strstr(path, ".service.d/");

	if (addition != NULL) {
		for (name = addition; name[-1] != '/'; name--) {
		}
		snprintf(out, size, "%.*s.service", (int)(addition - name), name);
	} else {
		snprintf(out, size, "%s", name);
	}
}

static void say_reader(const char *path, const char *unit, char *out, size_t size)
{
	char name[SENTENCE_SIZE / 2];

	if (unit != NULL) {
		snprintf(out, size, "restart %.200s, which reads it", unit);
	} else if (fnmatch("*/.envrc", path, 0) == 0) {
		snprintf(out, size, "run 'direnv allow' in its directory");
	} else if (is_unit(path)) {
		unit_name(path, name, sizeof(name));
		snprintf(out, size, "run 'systemctl %sdaemon-reload', then restart %s",
			strstr(path, "/user/") != NULL ? "--user " : "", name);
	} else if (strncmp(path, "/etc/", strlen("/etc/")) == 0 &&
		access("/etc/.etckeeper", F_OK) == 0) {
		snprintf(out, size, "run 'etckeeper commit'");
	}
}

char *afterwards_of(const char *path, const char *unit, const char *head, size_t len)
{
	char reader[SENTENCE_SIZE] = "", sentence[2 * SENTENCE_SIZE];
	const char *manager = manager_of(head, len);

	say_reader(path, unit, reader, sizeof(reader));
	if (manager == NULL) {
		return reader[0] != '\0' ? memory_text(reader) : NULL;
	}
	const char *who = *manager != '\0' ? manager : "the program that manages it";
	snprintf(sentence, sizeof(sentence),
		"%s%sit will be overwritten by %s at its next run: put the new key there too",
		reader, reader[0] != '\0' ? "; " : "", who);
	return memory_text(sentence);
}
