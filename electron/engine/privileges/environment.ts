/**
 * What a process of ours keeps of the environment when it is started through root: what the desktop,
 * its theme and our files need. Nothing secret is in it. The installed helper has the same list.
 */
export const KEPT_VARIABLES: readonly string[] = [
  ...['HOME', 'USER', 'LOGNAME', 'SHELL', 'TERM', 'COLORTERM', 'NO_COLOR', 'FORCE_COLOR'],
  ...['LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'DISPLAY', 'XAUTHORITY', 'WAYLAND_DISPLAY'],
  ...['DBUS_SESSION_BUS_ADDRESS', 'DESKTOP_SESSION', 'GTK_THEME', 'CI'],
];

/** Whole families: the language of dates and numbers, and where the desktop keeps files. */
const KEPT_FAMILIES = /^(LC|XDG)_[A-Z_]+$/;

/** The helper refuses them, and none of ours has one. */
const HAS_CONTROL_CHARACTER = /\p{Cc}/u;

/** `NAME=value` of every variable that goes along. */
export function keptEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): readonly string[] {
  return Object.entries(environment)
    .filter(([name]) => KEPT_VARIABLES.includes(name) || KEPT_FAMILIES.test(name))
    .filter(([, value]) => value !== undefined && !HAS_CONTROL_CHARACTER.test(value))
    .map(([name, value]) => `${name}=${value}`);
}
