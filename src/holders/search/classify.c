/* SPDX-License-Identifier: MIT */
#include "search/classify.h"

#include <ctype.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "keyturn/memory.h"
#include "keyturn/rewrite.h"
#include "known/afterwards.h"
#include "known/clients.h"
#include "known/refusal.h"
#include "known/section.h"

enum {
	TOKEN_MAX = 16384,
	HEAD_MAX = 1024 * 1024,
	ABOVE_SIZE = 65536,
	TEXT_SIZE = 512,
	ACCOUNT_SIZE = 4096
};

/* ---- the name ---- */

/* The section that the first occurrence is in; so the key is not in its name. */
static bool section_of(
	const struct holder *holder, int fd, enum section_style style, char out[SECTION_SIZE])
{
	const uint64_t end = holder->occurrences[0].offset;
	const uint64_t start = end > ABOVE_SIZE ? end - ABOVE_SIZE : 0;
	char *above = memory_alloc(ABOVE_SIZE);
	const ssize_t len = pread(fd, above, (size_t)(end - start), (off_t)start);
	const bool found = len == (ssize_t)(end - start) &&
		section_find(style, above, (size_t)len, out);

	memory_wipe(above, ABOVE_SIZE); /* another occurrence's neighbourhood */
	free(above);
	return found;
}

static char *name_with(const char *format, const char *word)
{
	char name[TEXT_SIZE];

	snprintf(name, sizeof(name), format, word);
	return memory_text(name);
}

static char *name_of(const struct holder *holder, const struct file_facts *facts,
	const struct known_client *client, bool kubernetes)
{
	char section[SECTION_SIZE];

	if (facts->unit != NULL) {
		return name_with("environment of %s", facts->unit);
	}
	if (client != NULL && client->named != NULL &&
		section_of(holder, facts->fd, client->section, section)) {
		return name_with(client->named, section);
	}
	if (client != NULL) {
		return memory_text(client->name);
	}
	if (kubernetes && section_of(holder, facts->fd, SECTION_NAMED, section)) {
		return name_with("Kubernetes Secret %s", section);
	}
	return kubernetes ? memory_text("Kubernetes Secret") : NULL;
}

/* ---- the action ---- */

static char *owner_sentence(uid_t uid)
{
	char buffer[ACCOUNT_SIZE], sentence[TEXT_SIZE];
	struct passwd account, *found = NULL;

	getpwuid_r(uid, &account, buffer, sizeof(buffer), &found);
	if (found != NULL) {
		snprintf(sentence, sizeof(sentence),
			"it belongs to %s: run keyturn as that user or as root", account.pw_name);
	} else {
		snprintf(sentence, sizeof(sentence),
			"it belongs to user %u: run keyturn as that user or as root",
			(unsigned)uid);
	}
	return memory_text(sentence);
}

static bool directory_writable(const char *path)
{
	char *directory = memory_text(path);
	char *slash = strrchr(directory, '/');

	if (slash != NULL) {
		slash[slash == directory] = '\0'; /* keeps the slash of "/name" */
	}
	const bool ok = faccessat(AT_FDCWD, directory, W_OK, AT_EACCESS) == 0;
	free(directory);
	return ok;
}

/* Why this user may not write it; NULL when nothing is in the way. */
static char *not_allowed(const char *path, const struct file_facts *facts)
{
	struct statvfs volume;
	int flags = 0;

	if (fstatvfs(facts->fd, &volume) == 0 && (volume.f_flag & ST_RDONLY) != 0) {
		return memory_text("its file system is read-only");
	}
	if (ioctl(facts->fd, FS_IOC_GETFLAGS, &flags) == 0 &&
		(flags & (FS_IMMUTABLE_FL | FS_APPEND_FL)) != 0) {
		return memory_text("it is marked as not to be changed: see chattr(1)");
	}
	if (geteuid() != 0 && facts->info->st_uid != geteuid()) {
		return owner_sentence(facts->info->st_uid);
	}
	if (!directory_writable(path)) {
		return memory_text("you may not write its directory");
	}
	return NULL;
}

static const char *wrong(const char *path, const struct file_facts *facts,
	const struct known_client *client, const char *head, size_t len)
{
	const struct contents *contents = facts->contents;
	const char *refusal = refusal_find(path, head, len);

	if (refusal == NULL && facts->link != NULL) {
		refusal = refusal_find(facts->link, head, len);
	}
	if (refusal != NULL) {
		return refusal;
	}
	if (client != NULL && client->manual != NULL) {
		return client->manual;
	}
	if (contents->binary) {
		return "it is not a text file: change it with the program it belongs to";
	}
	if (contents->trouble != NULL) {
		return contents->trouble;
	}
	if (contents->too_long) {
		return "the base64 text around the key is too long to rewrite: put the new key in "
		       "by hand";
	}
	if (contents->too_many) {
		return "it holds the key more than 1024 times: see whether it is needed at all";
	}
	if (facts->info->st_size > REWRITE_SIZE_MAX) {
		return "it is larger than 64 MiB: change it with the program it belongs to";
	}
	return NULL;
}

/* ---- signed tokens ---- */

static bool is_token_letter(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '.';
}

/* Three parts, or five of an encrypted one, of which the first is base64 of a JSON object. */
static bool is_signed_token(const char *text, size_t len)
{
	unsigned dots = 0;

	for (size_t i = 0; i < len; i++) {
		dots += text[i] == '.';
	}
	return len > 3 && memcmp(text, "eyJ", 3) == 0 && (dots == 2 || dots == 4);
}

static bool stands_in_token(int fd, const struct occurrence *occurrence)
{
	const uint64_t from = occurrence->offset > TOKEN_MAX ? occurrence->offset - TOKEN_MAX : 0;
	const size_t at = (size_t)(occurrence->offset - from);
	const size_t size = at + occurrence->length + TOKEN_MAX;
	char *text = memory_alloc(size);
	const ssize_t count = pread(fd, text, size, (off_t)from);
	size_t start = at, end = at;

	while (start > 0 && is_token_letter(text[start - 1])) {
		start--;
	}
	while ((ssize_t)end < count && is_token_letter(text[end])) {
		end++;
	}
	const bool in_token = is_signed_token(text + start, end - start);
	memory_wipe(text, size);
	free(text);
	return in_token;
}

static bool is_in_signed_token(const struct holder *holder, int fd)
{
	for (size_t i = 0; i < holder->occurrence_count; i++) {
		if (holder->occurrences[i].encoding == HOLDER_BASE64 &&
			stands_in_token(fd, &holder->occurrences[i])) {
			return true;
		}
	}
	return false;
}

static bool is_kubernetes(const char *head, size_t len)
{
	return memmem(head, len, "kind: Secret", strlen("kind: Secret")) != NULL;
}

/* By its own name, or by that of the link that leads there. */
static const struct known_client *known_as(const char *path, const char *link)
{
	const struct known_client *client = client_of(path);

	return client == NULL && link != NULL ? client_of(link) : client;
}

void classify_file(struct holder *holder, const struct file_facts *facts)
{
	const struct known_client *client = known_as(holder->path, facts->link);
	/* Enough of it to see what the update would refuse, which looks at all of the file. */
	const size_t size = facts->info->st_size < HEAD_MAX ? (size_t)facts->info->st_size
							    : HEAD_MAX;
	char *head = memory_alloc(size + 1);
	const ssize_t count = pread(facts->fd, head, size, 0);
	const size_t len = count > 0 ? (size_t)count : 0;

	holder->name = name_of(holder, facts, client, is_kubernetes(head, len));
	holder->reason = memory_text(wrong(holder->path, facts, client, head, len));
	if (holder->reason == NULL) {
		holder->reason = not_allowed(holder->path, facts);
	}
	if (holder->reason == NULL && is_in_signed_token(holder, facts->fd)) {
		holder->reason = memory_text(
			"it stands in a signed token (JWT), which a change would "
			"break: have a new one issued");
	}
	holder->action = holder->reason == NULL ? HOLDER_UPDATE : HOLDER_MANUAL;
	if (holder->action == HOLDER_UPDATE) {
		holder->afterwards = afterwards_of(
			facts->link != NULL ? facts->link : holder->path, facts->unit, head, len);
	}
	memory_wipe(head, size);
	free(head);
}

void classify_packed(struct holder *holder, const char *member)
{
	holder->action = HOLDER_MANUAL;
	holder->name = member[0] != '\0' ? name_with("in %s", member) : NULL;
	holder->reason = memory_text(
		"it is compressed: pack it anew from files that hold the new key, or delete it");
}
