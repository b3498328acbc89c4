# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Installs Debian packages of scripts/packages and bench/packages that are missing. Sourced; wants
# $root and say().

# The packages of the groups given.
packages_of() {
	local group
	for group in "$@"; do
		awk -v group="$group" '$1 == group { print $2 }' \
			"$root/scripts/packages" "$root/bench/packages"
	done
}

# Those of the packages given that are not installed.
packages_missing() {
	local package
	for package in "$@"; do
		if ! dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null |
			grep -q 'ok installed$'; then
			echo "$package"
		fi
	done
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		say "this needs root, and there is no sudo; as root, run:" >&2
		say "    $*" >&2
		return 1
	fi
}

packages_need() {
	local missing
	if ! command -v dpkg-query >/dev/null; then
		say "not a Debian system; packages wanted: $(packages_of "$@" | tr '\n' ' ')"
		return 0
	fi
	# shellcheck disable=SC2046
	missing=$(packages_missing $(packages_of "$@") | tr '\n' ' ')
	if [ -z "$missing" ]; then
		return 0
	fi
	say "installing with apt-get: $missing"
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update
	# shellcheck disable=SC2086
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 \
		install -y --no-install-recommends $missing
}
