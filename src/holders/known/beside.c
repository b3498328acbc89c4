/* SPDX-License-Identifier: MIT */
#include "known/beside.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 8192 };

/* What a name gets when a file is put aside: a word for it, a date, a number. */
static const char mark[] =
	"^[._~ -]+[(]?(bak|back|backup|bkp|old|orig|original|save|saved|sav|prev|previous|before|copy|"
	"rej|undo|rpm(save|orig|new)|dpkg-[a-z]+|ucf-[a-z]+|pac(save|new)|aug(save|new))"
	"([._~ -]*[0-9][0-9T:_.-]*)?[)]?~?$"
	"|^[.][0-9][0-9T:_.Z-]*~?$"
	"|^[._ -]+[0-9]{4}[0-9T:_.Z-]{2,}~?$"
	"|^ ?[(][0-9]+[)]$"
	"|^~[0-9]*~?$"
	"|^,v$";

/* Whether "directory/begin" + "end" is there. */
static bool is_there(const char *path, size_t begin, const char *end)
{
	char other[PATH_SIZE];
	const int size = snprintf(other, sizeof(other), "%.*s%s", (int)begin, path, end);

	return size < PATH_SIZE && access(other, F_OK) == 0;
}

/* Whether the name is another one with a mark that ends before `end`, which both names have. */
static bool is_marked(const regex_t *marks, const char *path, const char *name, const char *end)
{
	char part[PATH_SIZE];

	for (const char *at = name + 1; at < end; at++) {
		const size_t len = (size_t)(end - at);
		if (len >= sizeof(part)) {
			continue;
		}
		memcpy(part, at, len);
		part[len] = '\0';
		if (regexec(marks, part, 0, NULL, 0) == 0 &&
			is_there(path, (size_t)(at - path), end)) {
			return true;
		}
	}
	return false;
}

bool beside_is_copy(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path, *end = path + strlen(path);
	const char *dot = strrchr(name, '.');
	regex_t marks;

	if (*name == '\0' || regcomp(&marks, mark, REG_EXTENDED | REG_ICASE | REG_NOSUB) != 0) {
		return false;
	}
	const bool copy = is_marked(&marks, path, name, end) ||
		(dot != NULL && dot > name && is_marked(&marks, path, name, dot));
	regfree(&marks);
	return copy;
}

bool beside_is_signed(const char *path)
{
	static const char *const ends[] = {".sig", ".asc", ".minisig", ".sign", ".p7s", ".sha1",
		".sha256", ".sha512", ".sha256sum", ".sha512sum", ".md5"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		if (is_there(path, strlen(path), ends[i])) {
			return true;
		}
	}
	return false;
}
