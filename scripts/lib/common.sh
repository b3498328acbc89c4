# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What scripts/test and scripts/demo share. Sourced; wants $root, the top of the sources.

say() {
	printf '%s: %s\n' "${0##*/}" "$*"
}

# shellcheck source=scripts/lib/packages.sh
. "$root/scripts/lib/packages.sh"

# configure DIRECTORY MESON-OPTIONS…: a build directory that fits these sources and options,
# made again from nothing when the one that is there cannot be brought up to date.
configure() {
	local dir=$1
	shift
	if [ -f "$dir/build.ninja" ] &&
		meson setup --reconfigure "$dir" "$root" "$@" >"$dir/setup.log" 2>&1; then
		return 0
	fi
	rm -rf "$dir"
	mkdir -p "$dir"
	if ! meson setup "$dir" "$root" "$@" >"$dir/setup.log" 2>&1; then
		cat "$dir/setup.log" >&2
		return 1
	fi
}
