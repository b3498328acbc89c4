/* SPDX-License-Identifier: MIT */
#include "known/refusal.h"

#include <fnmatch.h>
#include <stdbool.h>
#include <string.h>

#include "forms/wide.h"
#include "known/beside.h"
#include "known/record.h"

#define BY_HAND   ": put the new key in with the program that it belongs to"
#define HISTORY   "it is a command history: delete the line"
#define BACKUP    "it is another program's backup of a file: delete it once it is not needed"
#define EDITOR    "an editor keeps it while a file is open there: save and leave the editor"
#define ARCHIVE   "it is an archive or compressed: pack it anew from files that hold the new key"
#define ENCRYPTED "it is encrypted" BY_HAND
#define STATE     "it is Terraform's state: change the variable and run 'terraform apply'"
#define STORED \
	"it is a stored object of version control, which may not change: the key is in the history"
#define SYSTEM "the kernel makes it" BY_HAND
#define LAYER  "it is a layer of a container: build and start the container anew"
#define MAIL   "it is mail, which may not change: delete the message"
#define LOG    "it is a log: find what writes the key there, then delete the line"
#define CACHE  "it is a cache or an installed package, which is made anew: delete or reinstall it"
#define SIGNED \
	"it is signed, and a change would break the signature: change the original and sign it"
#define DATABASE "it belongs to a database" BY_HAND

/* Shell patterns for the whole path. */
static const struct {
	const char *pattern, *sentence;
} by_path[] = {
	{"*/.git/objects/*", STORED},
	{"*/objects/[0-9a-f][0-9a-f]/*", STORED},
	{"*/objects/pack/*", STORED},
	{"*/.git/logs/*", "it is git's record of what was done: it expires by itself"},
	{"*/.hg/store/*", STORED},
	{"*/.svn/pristine/*", STORED},
	{"*/.git/lfs/objects/*", STORED},
	{"*/.bzr/*", STORED},
	{"*/_darcs/*", STORED},
	{"*/.jj/*", STORED},
	{"*/CVS/*", STORED},
	{"*,v", STORED},
	{"*/*_history", HISTORY},
	{"*/*_history.txt", HISTORY},
	{"*/.*-history", HISTORY},
	{"*/.*history-[0-9]*", HISTORY},
	{"*/.*_hist", HISTORY},
	{"*/.[A-Z]history", HISTORY},
	{"*/.dbshell", HISTORY},
	{"*/lesshst", HISTORY},
	{"*/.*/history", HISTORY},
	{"*/nushell/history.txt", HISTORY},
	{"*/PSReadLine/*", HISTORY},
	{"*/.*_history", HISTORY},
	{"*/.*_history-*", HISTORY},
	{"*/.history", HISTORY},
	{"*/.histfile", HISTORY},
	{"*/.zhistory", HISTORY},
	{"*/.zsh_sessions/*", HISTORY},
	{"*/fish_history", HISTORY},
	{"*/.lesshst", HISTORY},
	{"*/.viminfo", HISTORY},
	{"*/.wget-hsts", HISTORY},
	{"*/main.shada", HISTORY},
	{"*/.*.sw[a-p]", EDITOR},
	{"*/#*#", EDITOR},
	{"*/.#*", EDITOR},
	{"*.un~", EDITOR},
	{"*/auto-save-list/*", EDITOR},
	{"*~", BACKUP},
	{"*.bak", BACKUP},
	{"*.orig", BACKUP},
	{"*.dpkg-old", BACKUP},
	{"*.dpkg-dist", BACKUP},
	{"*.ucf-old", BACKUP},
	{"*.rpmsave", BACKUP},
	{"*.rpmorig", BACKUP},
	{"*.ucf-dist", BACKUP},
	{"*.pacsave", BACKUP},
	{"*.rej", BACKUP},
	{"*.old", BACKUP},
	{"*.tfstate.backup", STATE},
	{"*.tfstate", STATE},
	{"*.tfstate.*", STATE},
	{"*.gpg", ENCRYPTED},
	{"*.pgp", ENCRYPTED},
	{"*.age", ENCRYPTED},
	{"*.kdbx", ENCRYPTED},
	{"*.keyring", "it is a keyring: store the new key with the keyring's program"},
	{"/etc/credstore.encrypted/*",
		"it is encrypted: make it anew with 'systemd-creds encrypt'"},
	{"*.journal", LOG},
	{"*.log", LOG},
	{"*.log.[0-9]*", LOG},
	{"*.log-[0-9]*", LOG},
	{"*/nohup.out", LOG},
	{"*/screenlog.[0-9]*", LOG},
	{"*/.xsession-errors*", LOG},
	{"/var/log/*", LOG},
	{"*/logs/*", LOG},
	{"*/log/*.[0-9]*", LOG},
	{"*/Maildir/*", MAIL},
	{"*/mbox", MAIL},
	{"*.eml", MAIL},
	{"*/cur/*:2,*", MAIL},
	{"*/.mbox/*", MAIL},
	{"/var/mail/*", MAIL},
	{"/var/spool/mail/*", MAIL},
	{"/proc/*", SYSTEM},
	{"/sys/*", SYSTEM},
	{"/run/credentials/*", "systemd put it there when the service started: change its source"},
	{"/var/lib/mysql/*", DATABASE},
	{"/var/lib/postgresql/*", DATABASE},
	{"/var/lib/mongodb/*", DATABASE},
	{"/var/lib/redis/*", DATABASE},
	{"/var/lib/ldap/*", DATABASE},
	{"/var/lib/influxdb/*", DATABASE},
	{"*.aof", DATABASE},
	{"*.rdb", DATABASE},
	{"*.ldb", DATABASE},
	{"*.sst", DATABASE},
	{"*.mdb", DATABASE},
	{"/var/cache/*", CACHE},
	{"*/.cache/*", CACHE},
	{"*/node_modules/*", CACHE},
	{"*/.npm/*", CACHE},
	{"*/.cargo/registry/*", CACHE},
	{"*/go/pkg/mod/*", CACHE},
	{"*/.m2/repository/*", CACHE},
	{"*/site-packages/*", CACHE},
	{"*/dist-packages/*", CACHE},
	{"*/__pycache__/*", CACHE},
	{"*/.gradle/caches/*", CACHE},
	{"/nix/store/*", "it belongs to the package store, which may not change: build it anew"},
	{"/gnu/store/*", "it belongs to the package store, which may not change: build it anew"},
	{"/var/lib/docker/overlay2/*", LAYER},
	{"/var/lib/containers/storage/overlay/*", LAYER},
};

/* What files begin with, and where. */
static const struct {
	const char *magic;
	size_t length, at;
	const char *sentence;
} by_magic[] = {
#define MAGIC(text, at, sentence) \
	{ \
		text, sizeof(text) - 1, at, sentence \
	}
	MAGIC("# Encrypted rclone configuration File", 0,
		"rclone encrypted it: put the new key in with 'rclone config'"),
	MAGIC("RCLONE_ENCRYPT_V", 0,
		"rclone encrypted it: put the new key in with 'rclone config'"),
	MAGIC("$ANSIBLE_VAULT;", 0,
		"ansible-vault encrypted it: put the new key in with 'ansible-vault edit'"),
	MAGIC("-----BEGIN PGP MESSAGE", 0,
		"GnuPG encrypted it: change the original and encrypt it"),
	MAGIC("-----BEGIN AGE ENCRYPTED", 0,
		"age encrypted it: change the original and encrypt it"),
	MAGIC("age-encryption.org/", 0, "age encrypted it: change the original and encrypt it"),
	MAGIC("Salted__", 0, "openssl encrypted it: change the original and encrypt it"),
	MAGIC("U2FsdGVkX1", 0, "openssl encrypted it: change the original and encrypt it"),
	MAGIC("\0GITCRYPT\0", 0, "git-crypt encrypted it: unlock the repository and look again"),
	MAGIC("GnomeKeyring\n", 0, "it is a keyring: store the new key with the keyring's program"),
	MAGIC("LUKS\xba\xbe", 0, ENCRYPTED),
	MAGIC("\x03\xd9\xa2\x9a", 0, ENCRYPTED),
	MAGIC("SQLite format 3", 0, "it is an SQLite database" BY_HAND),
	MAGIC("\x37\x7f\x06\x82", 0, "it is an SQLite database's log" BY_HAND),
	MAGIC("\x37\x7f\x06\x83", 0, "it is an SQLite database's log" BY_HAND),
	MAGIC("LPKSHHRH", 0, LOG),
	MAGIC("PK\x03\x04", 0, ARCHIVE),
	MAGIC("PK\x05\x06", 0, ARCHIVE),
	MAGIC("\x1f\x8b", 0, ARCHIVE),
	MAGIC("\x1f\x9d", 0, ARCHIVE),
	MAGIC("BZh", 0, ARCHIVE),
	MAGIC("\xfd"
	      "7zXZ",
		0, ARCHIVE),
	MAGIC("\x28\xb5\x2f\xfd", 0, ARCHIVE),
	MAGIC("\x04\x22\x4d\x18", 0, ARCHIVE),
	MAGIC("LZIP", 0, ARCHIVE),
	MAGIC("7z\xbc\xaf\x27\x1c", 0, ARCHIVE),
	MAGIC("Rar!\x1a\x07", 0, ARCHIVE),
	MAGIC("ustar", 257, ARCHIVE),
	MAGIC("070701", 0, ARCHIVE),
	MAGIC("070707", 0, ARCHIVE),
	MAGIC("!<arch>\n", 0, ARCHIVE),
	MAGIC("hsqs", 0, ARCHIVE),
	MAGIC("\xed\xab\xee\xdb", 0, ARCHIVE),
	MAGIC("PACK\0", 0, STORED),
	MAGIC("DIRC\0", 0, STORED),
	MAGIC("%PDF-", 0, "it is a PDF document: make it anew"),
	MAGIC("b0VIM ", 0, EDITOR),
#undef MAGIC
};

static bool holds(const char *head, size_t len, const char *text)
{
	return memmem(head, len, text, strlen(text)) != NULL;
}

static const char *refusal_of_program(const char *head, size_t len)
{
	enum { TYPE = 16, CORE = 4 }; /* ELF's e_type and ET_CORE */

	if (len < TYPE + 2 ||
		memcmp(head,
			"\x7f"
			"ELF",
			4) != 0) {
		return NULL;
	}
	return head[TYPE] == CORE || head[TYPE + 1] == CORE
		? "it is a memory dump (core): delete it"
		: "it is a program: build it anew with the new key";
}

/* Text in UTF-16 has zeros, too. */
static bool is_binary(const char *head, size_t len)
{
	struct wide_tally zeros = {0};

	wide_count(&zeros, (const unsigned char *)head, len);
	return wide_has_zeros(&zeros) && !wide_is_utf16(&zeros);
}

static const char *refusal_of_record(const char *head, size_t len)
{
	switch (record_of(head, len)) {
	case RECORD_LOG:
		return LOG;
	case RECORD_HISTORY:
		return HISTORY;
	case RECORD_MAIL:
		return MAIL;
	case RECORD_PATCH:
		return "it is a patch: make it anew";
	case RECORD_DUMP:
		return "it is a dump of a database: make it anew, or delete it";
	case RECORD_SIGNED:
		return SIGNED;
	case RECORD_NONE:
		break;
	}
	return NULL;
}

const char *refusal_find(const char *path, const char *head, size_t len)
{
	for (size_t i = 0; i < sizeof(by_path) / sizeof(by_path[0]); i++) {
		if (fnmatch(by_path[i].pattern, path, 0) == 0) {
			return by_path[i].sentence;
		}
	}
	if (beside_is_copy(path)) {
		return "it is an older copy of the file beside it: delete it once it is not needed";
	}
	if (beside_is_signed(path)) {
		return "a signature or checksum of it is beside it: change it, then make that anew";
	}
	if (len == 0) {
		return NULL;
	}
	for (size_t i = 0; i < sizeof(by_magic) / sizeof(by_magic[0]); i++) {
		if (len >= by_magic[i].at + by_magic[i].length &&
			memcmp(head + by_magic[i].at, by_magic[i].magic, by_magic[i].length) == 0) {
			return by_magic[i].sentence;
		}
	}
	const char *program = refusal_of_program(head, len);
	if (program != NULL) {
		return program;
	}
	if (holds(head, len, "ENC[AES256_GCM,")) {
		return "sops encrypted parts of it and signed the rest: use 'sops' to edit it";
	}
	if (holds(head, len, "\"terraform_version\"") && holds(head, len, "\"lineage\"")) {
		return STATE;
	}
	const char *recorded = refusal_of_record(head, len);
	if (recorded != NULL) {
		return recorded;
	}
	return is_binary(head, len) ? "it holds binary data" BY_HAND : NULL;
}
