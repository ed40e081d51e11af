/** How `setpriv` of util-linux gives a command the three capabilities and nothing else. */
import { FILTER_CAPABILITIES } from './capabilities.ts';

/** `+cap_12,+cap_38,+cap_39`. By number: older libcap-ng does not know the names. */
export function capabilityList(
  numbers: readonly number[] = Object.values(FILTER_CAPABILITIES),
): string {
  return numbers.map((number) => `+cap_${number}`).join(',');
}

/**
 * Words to put in front of a command that root runs for a user: from there on it is that user, with
 * the three as ambient capabilities and no other inheritable one, which a desktop session may have
 * brought along. The bounding set stays as it is, because fusermount and the browser's sandbox
 * helper need it.
 */
export function becomingUser(setpriv: string, uid: number, gid: number): readonly string[] {
  const list = `-all,${capabilityList()}`;
  return [
    ...[setpriv, `--reuid=${uid}`, `--regid=${gid}`, '--init-groups'],
    ...[`--inh-caps=${list}`, `--ambient-caps=${list}`, '--'],
  ];
}
