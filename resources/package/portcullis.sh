#!/bin/sh
# Starts Portcullis from its package. A first word that is no option is a verb: Electron's binary runs
# those as Node, so that they need no display. Everything else opens the window, its sandbox on.
set -eu

here=$(dirname "$(readlink -f "$0")")
program=$here/portcullis-window
# The link in $here leads there too; Chromium takes it only if it is root's and setuid.
helper=/opt/portcullis/chrome-sandbox

# Nobody's settings of Electron's but ours.
unset ELECTRON_RUN_AS_NODE ELECTRON_NO_ASAR NODE_OPTIONS CHROME_DEVEL_SANDBOX

run_verb() {
	ELECTRON_RUN_AS_NODE=1 exec "$@"
}

case ${1-} in
[!-]* | -h | --help | --version)
	set -- "$program" "$here/resources/app/build/main/headless.js" "$@"
	case $3 in
	serve | watch)
		# Root keeps the three capabilities that filtering needs, and hands them on one by one. Where it
		# may not even drop the others, as in some containers, or could not read the package then, it
		# stays what it is.
		three=-all,+cap_12,+cap_38,+cap_39
		if [ "$(id -u)" = 0 ] && setpriv --securebits=+noroot,+noroot_locked "--bounding-set=$three" \
			"--inh-caps=$three" "--ambient-caps=$three" -- test -r "$2" -a -x "$1" 2>/dev/null; then
			run_verb setpriv --securebits=+noroot,+noroot_locked "--bounding-set=$three" \
				"--inh-caps=$three" "--ambient-caps=$three" -- "$@"
		fi
		;;
	esac
	run_verb "$@"
	;;
esac

# One sentence, in a terminal or, when started from a menu, in a dialog if one can be had.
refuse() {
	printf 'portcullis: %s\n' "$1" >&2
	if [ ! -t 2 ] && [ -n "${WAYLAND_DISPLAY-}${DISPLAY-}" ]; then
		if command -v zenity >/dev/null; then
			zenity --error --no-markup --title=Portcullis --text="$1" || true
		elif command -v kdialog >/dev/null; then
			kdialog --title Portcullis --error "$1" || true
		fi
	fi
	exit 1
}

# Whether a switch of the kernel or the distribution has this value.
is_set_to() {
	[ -r "$1" ] && [ "$(cat "$1")" = "$2" ]
}

without_user_namespaces() {
	is_set_to /proc/sys/kernel/apparmor_restrict_unprivileged_userns 1 ||
		is_set_to /proc/sys/kernel/unprivileged_userns_clone 0 ||
		is_set_to /proc/sys/user/max_user_namespaces 0
}

has_helper() {
	[ -u "$helper" ] && [ "$(stat -c %u "$helper")" = 0 ]
}

# Another image's variables are there too, as in a terminal that is itself an image.
self=$here/portcullis
if [ -n "${APPIMAGE-}" ] && [ -n "${APPDIR-}" ]; then
	mounted=$(readlink -f "$APPDIR") || mounted=$APPDIR
	case $here/ in
	"$mounted"/*) self=$APPIMAGE ;;
	esac
fi
if [ "$(id -u)" = 0 ]; then
	refuse "The window does not open for root, because its sandbox would not work. Start Portcullis as an ordinary user, or open it in a browser with: $self serve"
fi
if without_user_namespaces && ! has_helper; then
	refuse "This system keeps the window's sandbox from working, because it restricts user namespaces. Run this once: $self install. Or open Portcullis in a browser with: $self serve"
fi

# The sandbox is not for switching off, whoever asks for it.
for word do
	shift
	case $word in
	--no-sandbox | --disable-*-sandbox) ;;
	*) set -- "$@" "$word" ;;
	esac
done
exec "$program" "$@"
