# SPDX-License-Identifier: GPL-2.0-or-later
#
# Removes what the manifest of an installation lists, and nothing else. Run as root, as the text after
# `sh -c`:
#
#   sh -p -c TEXT portcullis-uninstall ROOT
#
# Directories that an installation made go when they are empty. Status 0: done. Status 2: something
# could not be removed; the manifest is still there, so that it can be tried again.
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
IFS='
'
set -f

root=$1
manifest=/opt/portcullis/manifest

refuse() {
	printf '%s\n' "$1" >&2
	exit 2
}

[ "$(id -u)" = 0 ] || refuse "This was not run as root."
[ -f "$root$manifest" ] || refuse "$root$manifest is missing, which lists what to remove."
[ "$(stat -c '%u %a' -- "$root$manifest")" = '0 644' ] || refuse "$root$manifest is not only root's."
exec 9<"$root${manifest%/*}"
flock -w 10 9 || refuse "Another installation is under way."

files=$(sed -n 's/^file //p' "$root$manifest")
directories=$(sed -n 's/^directory //p' "$root$manifest" | tac)
for path in $files; do
	[ "$path" != "$manifest" ] || continue
	rm -f -- "$root$path" "$root$path.new" "$root$path.old" || exit 2
done
rm -f -- "$root$manifest" "$root$manifest.new" "$root$manifest.old" || exit 2
for path in $directories; do
	[ -d "$root$path" ] || continue
	rmdir --ignore-fail-on-non-empty -- "$root$path" || exit 2
done
