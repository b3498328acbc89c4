/* SPDX-License-Identifier: MIT */
#include "keyturn/rewrite.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <sodium.h>

#include "keyturn/backup.h"
#include "known/refusal.h"
#include "scratch.h"

#define TEXT(text) text, sizeof(text) - 1

static void key_hash__is_the_same_for_equal_keys_and_is_in_a_domain_of_its_own(void **state)
{
	(void)state;
	struct secret *a = secret_create("0f1e2d3c", 8), *b = secret_create("0f1e2d3c", 8);
	struct secret *other = secret_create("0f1e2d3d", 8);
	unsigned char x[SECRET_HASH_SIZE], y[SECRET_HASH_SIZE], plain[SECRET_HASH_SIZE];

	secret_hash(a, x);
	secret_hash(b, y);
	assert_memory_equal(x, y, SECRET_HASH_SIZE);
	secret_hash(other, y);
	assert_memory_not_equal(x, y, SECRET_HASH_SIZE);
	crypto_generichash(plain, sizeof(plain), (const unsigned char *)"0f1e2d3c", 8, NULL, 0);
	assert_memory_not_equal(x, plain, SECRET_HASH_SIZE);
	secret_unlink(a);
	secret_unlink(b);
	secret_unlink(other);
}

static void rewrite_refusal__ordinary_files__may_be_tried(void **state)
{
	static const char *const paths[] = {"/home/j/.rack/config",
		"/home/j/.config/rclone/rclone.conf", "/etc/environment", "/home/j/history.txt",
		"/home/j/.git/config", "/srv/objects/a.ini", "/home/j/app.log.py", "/home/j/key",
		"/home/j/swap.swift", "/home/j/.env", "/home/j/catalog", "/home/j/terraform.tfvars",
		"/home/j/#notes"};

	static const char *const texts[] = {"created: 2026-11-30 12:00:00\nkey: 0f1e\n",
		"{\n  \"time\": 30,\n  \"key\": \"0f1e\"\n}\n", "{\"time\": 30, \"key\": \"0f1e\"}",
		"[section]\nkey = 0f1e\n", "KEY=0f1e\n# 2026-11-30 12:00:00\n",
		"From: 10.0.0.1\nkey: 0f1e\n", "10.0.0.1 db 0f1e\n", "0 4 * * * curl 0f1e\n",
		"#!/bin/sh\n# 2026-11-30: made\nKEY=0f1e\n", "1234567890123456\n0f1e\n"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *said = refusal_find("/home/j/f", texts[i], strlen(texts[i]));
		if (said != NULL) {
			fail_msg("%s: %s", texts[i], said);
		}
	}
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		assert_null(refusal_find(paths[i], TEXT("api_key = 0f1e2d3c\n")));
		assert_null(refusal_find(paths[i], "", 0));
		assert_null(refusal_find(paths[i],
			TEXT("\xff\xfe"
			     "a\0=\0")));
		assert_null(refusal_find(paths[i], TEXT("\0a\0=\0b")));
	}
}

static void rewrite_refusal__by_path__says_what_to_do(void **state)
{
	static const struct {
		const char *path, *words;
	} cases[] = {
		{"/home/j/.bash_history", "command history"},
		{"/home/j/.zsh_history", "command history"},
		{"/home/j/.python_history", "command history"},
		{"/home/j/.local/share/fish/fish_history", "command history"},
		{"/home/j/.viminfo", "history"},
		{"/home/j/p/.git/objects/ab/cdef", "version control"},
		{"/srv/git/p.git/objects/pack/pack-1.pack", "version control"},
		{"/srv/git/p.git/objects/ab/cdef0", "version control"},
		{"/home/j/.rclone.conf.swp", "editor"},
		{"/home/j/.rclone.conf.swo", "editor"},
		{"/home/j/#rclone.conf#", "editor"},
		{"/home/j/.#rclone.conf", "editor"},
		{"/home/j/rclone.conf~", "backup"},
		{"/home/j/rclone.conf.bak", "backup"},
		{"/home/j/infra/terraform.tfstate", "terraform apply"},
		{"/home/j/infra/terraform.tfstate.backup", "terraform apply"},
		{"/home/j/secrets.gpg", "encrypted"},
		{"/var/log/backup", "log"},
		{"/home/j/duply.log", "log"},
		{"/home/j/duply.log-20261101", "log"},
		{"/home/j/nohup.out", "log"},
		{"/home/j/.bash_history-04711.tmp", "command history"},
		{"/home/j/Maildir/cur/1795.V1S2048.host:2,S", "mail"},
		{"/home/j/mbox", "mail"},
		{"/proc/1/environ", "kernel"},
		{"/nix/store/abc-conf/rclone.conf", "package store"},
		{"/home/j/.node_repl_history", "command history"},
		{"/home/j/.mysql_history", "command history"},
		{"/home/j/.psql_history", "command history"},
		{"/home/j/.mycli-history", "command history"},
		{"/home/j/.config/pgcli/history", "command history"},
		{"/home/j/.rediscli_history", "command history"},
		{"/home/j/.octave_hist", "command history"},
		{"/home/j/.Rhistory", "command history"},
		{"/home/j/.local/share/powershell/PSReadLine/ConsoleHost_history.txt",
			"command history"},
		{"/srv/app/logs/today", "log"},
		{"/home/j/Mail/cur/1795.host:2,", "mail"},
		{"/home/j/x.eml", "mail"},
		{"/home/j/CVS/Base/x", "version control"},
		{"/home/j/x.conf,v", "version control"},
		{"/home/j/.cache/pip/x", "cache"},
		{"/srv/app/node_modules/x/config.json", "package"},
		{"/home/j/venv/lib/python3/site-packages/x.py", "package"},
		{"/var/lib/mysql/app/t.frm", "database"},
		{"/srv/appendonly.aof", "database"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *said = refusal_find(cases[i].path, TEXT("0f1e2d3c\n"));
		if (said == NULL || strstr(said, cases[i].words) == NULL) {
			fail_msg("%s: %s", cases[i].path, said != NULL ? said : "may be tried");
		}
	}
}

static void rewrite_refusal__by_content__says_what_to_do(void **state)
{
	static const struct {
		const char *head;
		size_t len;
		const char *words;
	} cases[] = {
		{TEXT("# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\n"), "rclone"},
		{TEXT("$ANSIBLE_VAULT;1.1;AES256\n6162"), "ansible-vault"},
		{TEXT("-----BEGIN PGP MESSAGE-----\n"), "GnuPG"},
		{TEXT("-----BEGIN PGP SIGNED MESSAGE-----\n"), "signed"},
		{TEXT("age-encryption.org/v1\n"), "age"},
		{TEXT("Salted__\1\2\3"), "openssl"},
		{TEXT("a: ENC[AES256_GCM,data:x]\nb: 0f1e\nsops:\n"), "sops"},
		{TEXT("PK\3\4\24\0"), "archive"},
		{TEXT("\x1f\x8b\x08"), "archive"},
		{TEXT("\xfd"
		      "7zXZ\0"),
			"archive"},
		{TEXT("\x28\xb5\x2f\xfd"), "archive"},
		{TEXT("7z\xbc\xaf\x27\x1c"), "archive"},
		{TEXT("\x7f"
		      "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0"),
			"program"},
		{TEXT("\x7f"
		      "ELF\2\1\1\0\0\0\0\0\0\0\0\0\4\0"),
			"core"},
		{TEXT("SQLite format 3\0"), "SQLite"},
		{TEXT("LPKSHHRH"), "log"},
		{TEXT("b0VIM 9.0\0"), "editor"},
		{TEXT("\xff\xfe"
		      "a\0\0\0"),
			"binary"},
		{TEXT("{\"version\": 4, \"terraform_version\": \"1\", \"lineage\": \"x\"}"),
			"terraform"},
		{TEXT("text and a \0 in it"), "binary"},
		{TEXT("2026-11-30T12:00:00Z INFO key=0f1e\n2026-11-30T12:00:01Z INFO x\n"), "log"},
		{TEXT("Nov 30 12:00:00 host app[1]: key=0f1e\nNov 30 12:00:01 host app[1]: x\n"),
			"log"},
		{TEXT("10.0.0.1 - - [30/Nov/2026:12:00:00 +0000] \"GET /?k=0f1e\" 200 1\n"), "log"},
		{TEXT("[2026-11-30 12:00:00,123] ERROR x\n  at y\n  at z\n"), "log"},
		{TEXT("{\"level\":1,\"time\":1}\n{\"level\":1,\"time\":2}\n"), "log"},
		{TEXT("I1130 12:00:00.1 1 x.go:1] key 0f1e\n"), "log"},
		{TEXT("INFO 2026-11-30 12:00:00 x\nWARNING 2026-11-30 12:00:00 y\n"), "log"},
		{TEXT(": 1795000000:0;export K=0f1e\n"), "command history"},
		{TEXT("#1795000000\nexport K=0f1e\n"), "command history"},
		{TEXT("- cmd: export K=0f1e\n  when: 1795000000\n"), "command history"},
		{TEXT("_HiStOrY_V2_\nselect\\0400f1e\n"), "command history"},
		{TEXT("\n# 2026-11-30 12:00:00.1\n+select 0f1e\n"), "command history"},
		{TEXT("From j@x Mon Nov 30 12:00:00 2026\nReceived: by x\nSubject: k\n\n0f1e\n"),
			"mail"},
		{TEXT("Return-Path: <j@x>\nSubject: k\n\n0f1e\n"), "mail"},
		{TEXT("From: j\nSubject: k\nDate: x\n\n0f1e\n"), "mail"},
		{TEXT("Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"\n"),
			"signed"},
		{TEXT("text\n-----BEGIN PGP SIGNATURE-----\n"), "signed"},
		{TEXT("<a><ds:SignatureValue>x</ds:SignatureValue></a>"), "signed"},
		{TEXT("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-0f1e\n+x\n"), "patch"},
		{TEXT("-- MySQL dump 10.1\n"), "database"},
	};
	char tar[512] = "name";

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *said = refusal_find("/home/j/f", cases[i].head, cases[i].len);
		if (said == NULL || strstr(said, cases[i].words) == NULL) {
			fail_msg("%zu (%s): %s", i, cases[i].words, said != NULL ? said : "tried");
		}
	}
	snprintf(tar + 257, sizeof(tar) - 257, "ustar");
	assert_non_null(strstr(refusal_find("/home/j/f", tar, sizeof(tar)), "archive"));
}

static void age_file(const char *path, int days)
{
	const struct timespec then = {.tv_sec = time(NULL) - (time_t)days * 24 * 60 * 60 - 60};

	assert_int_equal(utimensat(AT_FDCWD, path, (const struct timespec[]){then, then}, 0), 0);
}

static void backup_expire__removes_old_backups_and_nothing_else(void **state)
{
	static const struct {
		const char *name;
		int days;
		bool stays;
	} files[] = {
		{"20261101T030405.000001-0123456789abcdef0123456789abcdef-rclone.conf", 8, false},
		{".20261101T030405.000002-0123456789abcdef0123456789abcdef-cut", 8, false},
		{"20261101T030405.000003-0123456789abcdef0123456789abcdef-config", 6, true},
		{"20261101T030405.000004-0123456789abcdef0123456789abcdef-new", 0, true},
		{"notes-of-mine", 100, true},
		{"20261101T030405-somebody's", 100, true},
	};
	char *directory = scratch_create();

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *path = scratch_write(directory, files[i].name, "x", 1);
		age_file(path, files[i].days);
		free(path);
	}
	assert_int_equal(backup_expire(directory, 7), 2);
	assert_int_equal(backup_expire(directory, 7), 0);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *path = scratch_path(directory, files[i].name);
		assert_int_equal(access(path, F_OK) == 0, files[i].stays);
		free(path);
	}
	scratch_destroy(directory);
}

static void backup_expire__no_directory__removes_none(void **state)
{
	(void)state;
	assert_int_equal(backup_expire("/nonexistent/backups", 7), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			key_hash__is_the_same_for_equal_keys_and_is_in_a_domain_of_its_own),
		cmocka_unit_test(rewrite_refusal__ordinary_files__may_be_tried),
		cmocka_unit_test(rewrite_refusal__by_path__says_what_to_do),
		cmocka_unit_test(rewrite_refusal__by_content__says_what_to_do),
		cmocka_unit_test(backup_expire__removes_old_backups_and_nothing_else),
		cmocka_unit_test(backup_expire__no_directory__removes_none),
	};
	struct error error;

	return secret_start(&error) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
