# SPDX-License-Identifier: GPL-2.0-or-later
#
# Puts files of root's in place: all of them, or none. Run as root, as the text after `sh -c`:
#
#   sh -p -c TEXT portcullis-install ROOT [PATH MODE SIZE]...
#
# Standard input holds the files, one after the other, so that root reads nothing that somebody could
# exchange meanwhile, and nothing from a mount that only the user may look into. ROOT is what every
# path begins with: nothing, but in tests.
#
# Directories that are missing are made, and listed in the manifest together with the files: what is
# listed is what an uninstallation removes. Status 0: done. Status 2: nothing was changed.
set -eu
umask 022
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
IFS='
'
set -f

root=$1
shift
home=/opt/portcullis
manifest=$home/manifest
files=
made=
placed=
replaced=
listing=untouched
finished=no

refuse() {
	printf '%s\n' "$1" >&2
	exit 2
}

# Newest first, which is the order in which they go again. Nothing here may end it early. The list goes
# last, so that whoever kills even this leaves what can still be removed.
take_back() {
	trap - EXIT
	set +e
	if [ "$finished" = no ]; then
		for path in $placed; do rm -f -- "$root$path"; done
		for path in $replaced; do mv -fT -- "$root$path.old" "$root$path"; done
	fi
	for path in $files; do rm -f -- "$root$path.new" "$root$path.old"; done
	if [ "$finished" = no ]; then
		remove_empty "$made"
		case $listing in
		replaced) mv -fT -- "$root$manifest.old" "$root$manifest" ;;
		placed) rm -f -- "$root$manifest" ;;
		esac
	fi
	rm -f -- "$root$manifest.new" "$root$manifest.old"
	if [ "$finished" = no ]; then
		remove_empty "$made"
		exit 2
	fi
}

# Of the directories $1, the ones with nothing in them.
remove_empty() {
	for path in $1; do
		[ ! -d "$root$path" ] || rmdir --ignore-fail-on-non-empty -- "$root$path"
	done
}

# Whether an installation was killed before it had put its list in place, which comes before all files.
is_unfinished() {
	[ ! -e "$root$manifest" ] &&
		[ "$(stat -c '%u %a %F' -- "$root$home")" = '0 755 directory' ] &&
		[ -z "$(ls -A -- "$root$home" | sed '/^manifest\.\(new\|old\)$/d')" ]
}

# What it had made by then, and nothing else.
remove_unfinished() {
	begun=$home$IFS$(listed directory "$manifest.new" | tac)
	remove_empty "$begun"
	rm -f -- "$root$manifest.new" "$root$manifest.old"
	remove_empty "$begun"
}

# Makes $1 and what is missing above it, listed first. Whoever could write there could exchange what
# comes next.
make_directory() {
	if [ -n "$1" ]; then make_directory "${1%/*}"; fi
	directory=$root${1:-/}
	if [ ! -e "$directory" ]; then
		# There is no place for the list before its own directory is made.
		if [ -d "$root$home" ]; then printf 'directory %s\n' "$1" >>"$root$manifest.new"; fi
		mkdir -m 755 -- "$directory"
		made="$1$IFS$made"
		chown 0:0 -- "$directory"
	fi
	status=$(stat -L -c '%u %a %F' -- "$directory")
	case $status in
	'0 '*' directory') ;;
	*) refuse "$directory is not a directory of root's." ;;
	esac
	mode=${status#* }
	mode=${mode%% *}
	if [ $((0$mode & 0022)) -ne 0 ]; then refuse "Others than root can write to $directory."; fi
}

# Finds out whether $1 can be written, and lists it.
prepare() {
	make_directory "${1%/*}"
	if [ -L "$root$1" ] || { [ -e "$root$1" ] && [ ! -f "$root$1" ]; }; then
		refuse "$root$1 is no plain file."
	fi
	files="$1$IFS$files"
}

# Takes the next $3 bytes of the input for the file $1 with mode $2, and leaves them beside it.
stage() {
	rm -f -- "$root$1.new"
	dd bs="$3" count=1 iflag=fullblock conv=fsync,excl of="$root$1.new" status=none
	[ "$(stat -c %s -- "$root$1.new")" = "$3" ] || refuse "The input ended too early."
	chown 0:0 -- "$root$1.new"
	chmod "$2" -- "$root$1.new"
}

# From here on the old file of that name, if there is one, is kept under another.
set_aside() {
	if [ ! -e "$root$1" ]; then return; fi
	ln -fT -- "$root$1" "$root$1.old"
	replaced="$1$IFS$replaced"
}

place() {
	if [ -e "$root$1" ]; then set_aside "$1"; else placed="$1$IFS$placed"; fi
	mv -fT -- "$root$1.new" "$root$1"
}

# What the list $2 has as $1, a word in front of each path.
listed() {
	if [ -f "$root$2" ]; then sed -n "s/^$1 //p" "$root$2"; fi
}

[ "$(id -u)" = 0 ] || refuse "This was not run as root."
# Before anything is read: what another installation is about to change decides what this one does.
exec 9<"$root/"
flock -w 10 9 || refuse "Another installation is under way."

if [ -e "$root$home" ] && [ ! -e "$root$manifest" ]; then
	is_unfinished || refuse "$root$home is there already, and is not of Portcullis."
	remove_unfinished
fi
old_files=$(listed file "$manifest")
# An update that was killed had made some too.
old_directories=$({ listed directory "$manifest"; listed directory "$manifest.new"; } | sort -u)

trap take_back EXIT
trap 'exit 2' HUP INT TERM
make_directory "$home"
{
	for path in $old_directories; do printf 'directory %s\n' "$path"; done
	for path in $made; do printf 'directory %s\n' "$path"; done | tac
} >"$root$manifest.new"
count=$#
while [ "$count" -gt 0 ]; do
	prepare "$1"
	set -- "$@" "$1" "$2" "$3"
	shift 3
	count=$((count - 3))
done

# The manifest comes first: whatever happens from here on, it can be told what to remove.
for path in $manifest $files $old_files; do printf 'file %s\n' "$path"; done | sort -u \
	>>"$root$manifest.new"
chown 0:0 -- "$root$manifest.new"
chmod 644 -- "$root$manifest.new"
sync "$root$manifest.new"
if [ -e "$root$manifest" ]; then
	ln -fT -- "$root$manifest" "$root$manifest.old"
	listing=replaced
else
	listing=placed
fi
mv -fT -- "$root$manifest.new" "$root$manifest"

while [ $# -gt 0 ]; do
	stage "$1" "$2" "$3"
	shift 3
done
for path in $files; do place "$path"; done
# What an older version had and this one has not.
for path in $old_files; do
	case "$IFS$manifest$IFS$files" in
	*"$IFS$path$IFS"*) ;;
	*)
		files="$path$IFS$files"
		set_aside "$path"
		rm -f -- "$root$path"
		;;
	esac
done
finished=yes
for path in $files; do sync "$root${path%/*}"; done
