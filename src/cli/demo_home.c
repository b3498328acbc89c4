/* SPDX-License-Identifier: MIT */
#include "demo_home.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keyturn/buffer.h"
#include "keyturn/memory.h"

enum { FILE_MAX_SIZE = 65536, PATH_SIZE = 8192 };

#define HOME_PREFIX "keyturn-demo-"

/* %K is the key, %B the key in base64, %U the user, %A the service's URL. */
static const struct {
	const char *path;
	mode_t mode;
	const char *text;
} files[] = {
	{".rack/config", 0600, "username = %U\napi-key = %K\nregion = DFW\nauth-url = %A\n"},
	{".config/rclone/rclone.conf", 0600,
		"[cf]\ntype = swift\nuser = %U\nkey = %K\nauth = %A\nregion = DFW\n\n"
		"[archive]\ntype = local\n"},
	{".config/openstack/clouds.yaml", 0600,
		"clouds:\n  rackspace:\n    auth_type: rackspace_apikey\n    auth:\n"
		"      auth_url: %A\n      username: %U\n      api_key: %K\n"
		"    region_name: DFW\n"},
	{".rackspace_cloud_credentials", 0600, "[rackspace_cloud]\nusername = %U\napi_key = %K\n"},
	{".fog", 0600,
		":default:\n  :rackspace_username: %U\n  :rackspace_api_key: %K\n"
		"  :rackspace_auth_url: %A\n"},
	{"backup/duplicity.env", 0640,
		"# sourced by the nightly backup\nexport CLOUDFILES_USERNAME='%U'\n"
		"export CLOUDFILES_APIKEY='%K'\nexport CLOUDFILES_AUTHURL='%A'\n"},
	{"site/.env", 0640, "APP_ENV=production\nRAX_USERNAME=%U\nRAX_API_KEY=\"%K\"\n"},
	{"deploy/secret.yaml", 0644,
		"apiVersion: v1\nkind: Secret\nmetadata:\n  name: cloudfiles\ntype: Opaque\n"
		"data:\n  api-key: %B\n"},
};

static void append_base64(struct buffer *out, const char *key, size_t len)
{
	char text[sodium_base64_ENCODED_LEN(1024, sodium_base64_VARIANT_ORIGINAL)];

	if (len <= 1024) {
		sodium_bin2base64(text, sizeof(text), (const unsigned char *)key, len,
			sodium_base64_VARIANT_ORIGINAL);
		buffer_append_text(out, text);
	}
	memory_wipe(text, sizeof(text));
}

static void fill_in(struct buffer *out, const char *text, const char *url, const char *username,
	struct secret *key)
{
	for (const char *at = text; *at != '\0'; at++) {
		if (*at != '%') {
			buffer_append(out, at, 1);
			continue;
		}
		at++;
		if (*at == 'U') {
			buffer_append_text(out, username);
		} else if (*at == 'A') {
			buffer_append_text(out, url);
		} else {
			const char *bytes = secret_open(key);
			if (*at == 'K') {
				buffer_append(out, bytes, secret_length(key));
			} else {
				append_base64(out, bytes, secret_length(key));
			}
			secret_close(key);
		}
	}
}

/* Makes the directories of `path` below `home`. */
static bool make_parents(char *path, size_t home_len)
{
	for (char *slash = strchr(path + home_len + 1, '/'); slash != NULL;
		slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		bool ok = mkdir(path, 0700) == 0 || errno == EEXIST;
		*slash = '/';
		if (!ok) {
			return false;
		}
	}
	return true;
}

static bool write_file(const char *path, mode_t mode, const struct buffer *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);

	if (fd < 0) {
		return false;
	}
	bool ok = fchmod(fd, mode) == 0 &&
		write(fd, buffer_text(text), text->len) == (ssize_t)text->len;
	return close(fd) == 0 && ok;
}

static bool make_files(const char *home, const char *url, const char *username, struct secret *key)
{
	bool ok = true;

	for (size_t i = 0; i < sizeof(files) / sizeof(*files) && ok; i++) {
		char path[PATH_SIZE];
		struct buffer text;
		buffer_init(&text, FILE_MAX_SIZE);
		ok = snprintf(path, sizeof(path), "%s/%s", home, files[i].path) < PATH_SIZE;
		fill_in(&text, files[i].text, url, username, key);
		ok = ok && make_parents(path, strlen(home)) &&
			write_file(path, files[i].mode, &text);
		buffer_finish(&text);
	}
	return ok;
}

static const char *temporary_directory(void)
{
	const char *directory = getenv("TMPDIR");

	return directory != NULL && directory[0] == '/' ? directory : "/tmp";
}

/* True for a home of ours whose program is gone. */
static bool left_behind(const char *path, const char *name)
{
	struct stat info;
	char *end;
	long pid = strtol(name + strlen(HOME_PREFIX), &end, 10);

	return *end == '-' && pid > 0 && kill((pid_t)pid, 0) != 0 && errno == ESRCH &&
		lstat(path, &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == geteuid();
}

static void remove_left_behind(void)
{
	DIR *directory = opendir(temporary_directory());
	const struct dirent *entry;

	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		char path[PATH_SIZE];
		if (strncmp(entry->d_name, HOME_PREFIX, strlen(HOME_PREFIX)) == 0) {
			snprintf(path, sizeof(path), "%s/%s", temporary_directory(), entry->d_name);
			if (left_behind(path, entry->d_name)) {
				demo_home_remove(path);
			}
		}
	}
	if (directory != NULL) {
		closedir(directory);
	}
}

char *demo_home_create(
	const char *url, const char *username, struct secret *key, struct error *error)
{
	char path[PATH_SIZE];

	remove_left_behind();
	snprintf(path, sizeof(path), "%s/" HOME_PREFIX "%d-XXXXXX", temporary_directory(),
		(int)getpid());
	if (mkdtemp(path) == NULL) {
		error_set(error, ERROR_SYSTEM, "a temporary home cannot be made: %s",
			strerror(errno));
		return NULL;
	}
	if (!make_files(path, url, username, key)) {
		error_set(error, ERROR_SYSTEM, "the demo's files cannot be written: %s",
			strerror(errno));
		demo_home_remove(path);
		return NULL;
	}
	return memory_text(path);
}

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
	(void)info;
	(void)type;
	(void)ftw;
	return remove(path);
}

void demo_home_remove(const char *home)
{
	if (home != NULL) {
		nftw(home, remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
	}
}
