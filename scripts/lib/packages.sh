# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Installs missing Debian packages from scripts/packages and bench/packages. Sourced; needs $root
# and say().

# The packages in these groups.
packages_of() {
	local group
	for group in "$@"; do
		awk -v group="$group" '$1 == group { print $2 }' \
			"$root/scripts/packages" "$root/bench/packages"
	done
}

# Which of these packages are not installed.
packages_missing() {
	local package
	for package in "$@"; do
		if ! dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null |
			grep -q 'ok installed$'; then
			echo "$package"
		fi
	done
}

# apt_get ARGUMENT…: runs apt-get as root without questions (but sudo may ask for a password).
apt_get() {
	local command=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@")
	if [ "$(id -u)" -eq 0 ]; then
		"${command[@]}"
	else
		sudo "${command[@]}"
	fi
}

# packages_install PACKAGE…
packages_install() {
	if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
		say "this needs root, and there is no sudo" >&2
		return 1
	fi
	# An unreadable package list may not matter: the installation shows whether it does.
	apt_get update || say "not all package lists could be read" >&2
	apt_get install -y --no-install-recommends "$@"
}

# packages_need GROUP…: installs them; false, with advice, if any are still missing.
packages_need() {
	local missing
	if ! command -v dpkg-query >/dev/null; then
		say "not a Debian system; packages needed: $(packages_of "$@" | tr '\n' ' ')"
		return 0
	fi
	# shellcheck disable=SC2046
	missing=$(packages_missing $(packages_of "$@") | tr '\n' ' ')
	if [ -z "$missing" ]; then
		return 0
	fi
	say "installing with apt-get: $missing"
	# shellcheck disable=SC2086
	if ! packages_install $missing; then
		say "packages are missing. As root, on a machine that reaches its package sources, run:" >&2
		say "    apt-get update && apt-get install --no-install-recommends $missing" >&2
		say "and then run this again." >&2
		return 1
	fi
}
