# SPDX-License-Identifier: GPL-2.0-or-later
#
# Removes what the manifest of an installation lists, and nothing else. Run as root, as the text after
# `sh -c`:
#
#   sh -p -c TEXT portcullis-uninstall ROOT
#
# Directories that an installation made go when they are empty. An installation that was killed early
# has a list that is unfinished, of directories alone. Status 0: done. Status 2: something
# could not be removed; the manifest is still there, so that it can be tried again.
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
IFS='
'
set -f

root=$1
home=/opt/portcullis
manifest=$home/manifest

refuse() {
	printf '%s\n' "$1" >&2
	exit 2
}

# Whether an installation was killed before it had put its list in place, which comes before all files.
is_unfinished() {
	[ ! -e "$root$manifest" ] &&
		[ "$(stat -c '%u %a %F' -- "$root$home" 2>&1)" = '0 755 directory' ] &&
		[ -z "$(ls -A -- "$root$home" | sed '/^manifest\.\(new\|old\)$/d')" ]
}

# What the list $2 has as $1, a word in front of each path.
listed() {
	if [ -f "$root$2" ]; then sed -n "s/^$1 //p" "$root$2"; fi
}

# Of the directories $1, the ones with nothing in them.
remove_empty() {
	for path in $1; do
		[ ! -d "$root$path" ] || rmdir --ignore-fail-on-non-empty -- "$root$path" || exit 2
	done
}

[ "$(id -u)" = 0 ] || refuse "This was not run as root."
# The same lock as that of an installation.
exec 9<"$root/"
flock -w 10 9 || refuse "Another installation is under way."

if is_unfinished; then
	directories=$home$IFS
else
	[ -f "$root$manifest" ] || refuse "$root$manifest is missing, which lists what to remove."
	[ "$(stat -c '%u %a' -- "$root$manifest")" = '0 644' ] || refuse "$root$manifest is not only root's."
	directories=
fi
files=$(listed file "$manifest")
directories=$directories$({ listed directory "$manifest"; listed directory "$manifest.new"; } | tac)
for path in $files; do
	[ "$path" != "$manifest" ] || continue
	rm -f -- "$root$path" "$root$path.new" "$root$path.old" || exit 2
done
# The list goes last, so that it can be tried again; then what held it.
remove_empty "$directories"
rm -f -- "$root$manifest.new" "$root$manifest.old" || exit 2
rm -f -- "$root$manifest" || exit 2
remove_empty "$directories"
