/** What a process of ours keeps of the environment when it is started through root. Nothing secret is in it. */
const KEPT =
  /^(HOME|USER|LOGNAME|SHELL|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|XDG_[A-Z_]+|DISPLAY|XAUTHORITY|WAYLAND_DISPLAY|DBUS_SESSION_BUS_ADDRESS|DESKTOP_SESSION|GTK_THEME|CI)$/;

/** `NAME=value` of every variable that goes along: what the desktop, its theme and our files need. */
export function keptEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): readonly string[] {
  return Object.entries(environment)
    .filter(([name, value]) => value !== undefined && KEPT.test(name))
    .map(([name, value]) => `${name}=${value}`);
}
