# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the scripts share. Sourced; needs $root, the top of the source tree.

say() {
	printf '%s: %s\n' "${0##*/}" "$*"
}

# shellcheck source=scripts/lib/packages.sh
. "$root/scripts/lib/packages.sh"

# configure DIRECTORY MESON-OPTIONS…: sets up a build directory for these sources and options, from
# scratch if an existing one cannot be updated.
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
