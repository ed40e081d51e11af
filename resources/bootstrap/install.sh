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
finished=no

refuse() {
	printf '%s\n' "$1" >&2
	exit 2
}

# Newest first, which is the order in which they go again. Nothing here may end it early.
take_back() {
	trap - EXIT
	set +e
	if [ "$finished" = no ]; then
		for path in $placed; do rm -f -- "$root$path"; done
		for path in $replaced; do mv -fT -- "$root$path.old" "$root$path"; done
	fi
	for path in $files $manifest; do rm -f -- "$root$path.new" "$root$path.old"; done
	if [ "$finished" = no ]; then
		for path in $made; do rmdir -- "$root$path"; done
		exit 2
	fi
}

# Makes $1 and what is missing above it. Whoever could write there could exchange what comes next.
make_directory() {
	if [ -n "$1" ]; then make_directory "${1%/*}"; fi
	directory=$root${1:-/}
	if [ ! -e "$directory" ]; then
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

# What the last installation listed as $1, a word in front of each path.
listed() {
	if [ -f "$root$manifest" ]; then sed -n "s/^$1 //p" "$root$manifest"; fi
}

[ "$(id -u)" = 0 ] || refuse "This was not run as root."
trap take_back EXIT
trap 'exit 2' HUP INT TERM

if [ -d "$root$home" ] && [ ! -e "$root$manifest" ] && [ -n "$(ls -A "$root$home")" ]; then
	refuse "$root$home is there already, and is not of Portcullis."
fi
old_files=$(listed file)
old_directories=$(listed directory)

make_directory "$home"
exec 9<"$root$home"
flock -w 10 9 || refuse "Another installation is under way."
count=$#
while [ "$count" -gt 0 ]; do
	prepare "$1"
	set -- "$@" "$1" "$2" "$3"
	shift 3
	count=$((count - 3))
done

# The manifest comes first: whatever happens from here on, it can be told what to remove.
{
	for path in $old_directories; do printf 'directory %s\n' "$path"; done
	for path in $made; do printf 'directory %s\n' "$path"; done | tac
	for path in $manifest $files $old_files; do printf 'file %s\n' "$path"; done | sort -u
} >"$root$manifest.new"
chown 0:0 -- "$root$manifest.new"
chmod 644 -- "$root$manifest.new"
sync "$root$manifest.new"
place "$manifest"

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
