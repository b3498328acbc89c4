/* SPDX-License-Identifier: MIT */
#include "known/clients.h"

#include <fnmatch.h>
#include <stddef.h>
#include <stdio.h>

enum { PATH_SIZE = 4096 };

#define CRON "cron runs what is in it: edit it by hand"
#define CI   "the key belongs in the CI's own variables: change it there"

/* From the clients' own documentation. The first row with a pattern that fits counts. */
/* clang-format off */
static const struct known_client clients[] = {
	{"rack profile", "rack profile %s", SECTION_INI,
		{"*/.rack/config"}, {"~/.rack/config"}},
	{"rack token cache", .patterns = {"*/.rack/cache"}},
	{"rclone", "rclone remote %s", SECTION_INI,
		{"*/rclone.conf", "*/.rclone.conf"},
		{"~/.config/rclone/rclone.conf", "~/.rclone.conf", "/etc/rclone.conf"}},
	{"clouds.yaml", "clouds.yaml cloud %s", SECTION_CLOUD,
		{"*/clouds.y*ml", "*/clouds-public.y*ml"},
		{"~/.config/openstack", "/etc/openstack"}},
	{"secure.yaml", "secure.yaml cloud %s", SECTION_CLOUD,
		{"*/secure.y*ml"}}, /* beside clouds.yaml */
	{"pyrax credentials", .patterns = {"*/.rackspace_cloud_credentials"},
		.roots = {"~/.rackspace_cloud_credentials"}},
	{"pyrax settings", "pyrax settings %s", SECTION_INI,
		{"*/.pyrax.cfg"}},
	{"supernova", "supernova environment %s", SECTION_INI,
		{"*/.supernova"}, {"~/.supernova"}},
	{"OpenStack rc file", .patterns = {"*/.novarc", "*/*openrc", "*/*openrc.sh"},
		.roots = {"~/.novarc"}},
	{"fog credentials", "fog credentials %s", SECTION_TOP,
		{"*/.fog"}, {"~/.fog"}},
	{"knife configuration", .patterns = {"*/.chef/*.rb", "*/knife.rb"}, .roots = {"~/.chef"}},
	{"raxmon credentials", .patterns = {"*/.raxrc"}, .roots = {"~/.raxrc"}},
	{"Terraform state", .patterns = {"*.tfstate", "*.tfstate.*"}},
	{"Terraform variables", .patterns = {"*.tfvars", "*.tfvars.json"}},
	{"Terraform configuration", .patterns = {"*.tf"}},
	{"Packer template", .patterns = {"*.pkr.hcl"}},
	{"Packer variables", .patterns = {"*.pkrvars.hcl"}},
	{"Vagrantfile", .patterns = {"*/Vagrantfile"}},
	{"duply profile", .patterns = {"*/duply/*/conf", "*/.duply/*/conf"},
		.roots = {"~/.duply", "/etc/duply"}},
	{"cloudfuse", .patterns = {"*/.cloudfuse"}, .roots = {"~/.cloudfuse"}},
	{"swiftly", .patterns = {"*/.swiftly.conf"}, .roots = {"~/.swiftly.conf"}},
	{"Cyberduck", .patterns = {"*/.duck/*"}, .roots = {"~/.duck"}},
	{"acme.sh account", .patterns = {"*/.acme.sh/*.conf"}, .roots = {"~/.acme.sh/account.conf"}},
	{"AWS profile", "AWS profile %s", SECTION_INI,
		{"*/.aws/credentials"}, {"~/.aws/credentials"}},
	{"AWS profile", "AWS %s", SECTION_INI, /* its sections are called "profile NAME" */
		{"*/.aws/config"}},
	{"boto credentials", .patterns = {"*/.boto", "/etc/boto.cfg"},
		.roots = {"~/.boto", "/etc/boto.cfg"}},
	{"s3cmd", "s3cmd profile %s", SECTION_INI,
		{"*/.s3cfg"}, {"~/.s3cfg"}},
	{"Cloud Backup agent", .patterns = {"*/driveclient/bootstrap.json"},
		.roots = {"/etc/driveclient"}},
	{"Docker configuration", .patterns = {"*/.docker/config.json"}, .roots = {"~/.docker"}},
	{"Compose file", .patterns = {"*/docker-compose*.y*ml", "*/compose*.y*ml"}},
	{"kubectl configuration", .patterns = {"*/.kube/config*"}, .roots = {"~/.kube"}},
	{".netrc", .patterns = {"*/.netrc"}, .roots = {"~/.netrc"},
		.manual = "other logins may use the same line: edit it by hand"},
	{"crontab", .patterns = {"/var/spool/cron/*"},
		.roots = {"/var/spool/cron"}, .roots_for_root = true,
		.manual = "cron keeps it: change it with 'crontab -e'"},
	{"crontab", .patterns = {"/etc/crontab"}, .roots = {"/etc/crontab"}, .manual = CRON},
	{"cron job", .patterns = {"/etc/cron.*/*"}, .roots = {"/etc/cron.d"}, .manual = CRON},
	{"CI configuration", .patterns = {"*/.gitlab-ci.y*ml", "*/.github/workflows/*"}, .manual = CI},
	{"systemd unit", .patterns = {"*/systemd/*.service", "*/systemd/*.service.d/*.conf"},
		.roots = {"~/.config/systemd/user", "/etc/systemd/system"}},
	{"session environment", .patterns = {"*/environment.d/*.conf", "/etc/environment"},
		.roots = {"~/.config/environment.d", "/etc/environment"}},
	{".env", .patterns = {"*/.env", "*/.env.*"}},
	{"environment file", .patterns = {"*.env"}},
	{"shell history", .patterns = {"*/.*_history", "*/fish_history", "*/.zhistory"},
		.roots = {"~/.bash_history", "~/.zsh_history"}},
	{"git object", .patterns = {"*/.git/objects/*"}},
	{"git configuration", .patterns = {"*/.git/config"}},
	{"shell startup file",
		.patterns = {"*/.bash*", "*/.zsh*", "*/.profile", "/etc/profile.d/*"},
		.roots = {"~/.bashrc", "~/.profile", "/etc/profile.d"}},
	{"WordPress configuration", .patterns = {"*/wp-config.php"}},
	/* Looked into; what is there has no name of its own. */
	{.roots = {"/etc/default", "/etc/rackspace-monitoring-agent.cfg"}},
};
/* clang-format on */

enum { CLIENTS = sizeof(clients) / sizeof(clients[0]) };

const struct known_client *client_of(const char *path)
{
	for (size_t i = 0; i < CLIENTS; i++) {
		for (const char *const *pattern = clients[i].patterns; *pattern != NULL;
			pattern++) {
			if (fnmatch(*pattern, path, 0) == 0) {
				return &clients[i];
			}
		}
	}
	return NULL;
}

static void look_at(const char *root, const char *home,
	void (*look)(void *context, const char *path), void *context)
{
	char path[PATH_SIZE];

	if (root[0] != '~') {
		look(context, root);
	} else if (home != NULL &&
		snprintf(path, sizeof(path), "%s%s", home, root + 1) < PATH_SIZE) {
		look(context, path);
	}
}

void clients_each_root(
	const char *home, bool root, void (*look)(void *context, const char *path), void *context)
{
	for (size_t i = 0; i < CLIENTS; i++) {
		if (clients[i].roots_for_root && !root) {
			continue;
		}
		for (const char *const *each = clients[i].roots; *each != NULL; each++) {
			look_at(*each, home, look, context);
		}
	}
}
