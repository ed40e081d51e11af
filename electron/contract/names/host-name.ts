/** RFC 1035: 255 bytes on the wire. */
const MAX_CHARACTERS = 253;
/** Letters, digits and hyphens (RFC 1123), and the underscore that some have. */
const HOST_NAME =
  /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/;
/** What would be taken for an address. */
const ONLY_DIGITS = /^[0-9.]+$/;

/**
 * A name as hosts can have one, in small letters and without a dot at its end; `undefined` for all
 * else. Who sends a name decides what it says, so it may only ever look like one: no markup, no
 * writing direction, no letters of other scripts that look like ours (those come as `xn--`).
 */
export function hostName(text: string): string | undefined {
  if (text.length > MAX_CHARACTERS + 1) return undefined;
  const name = text.toLowerCase().replace(/\.$/, '');
  return HOST_NAME.test(name) && !ONLY_DIGITS.test(name) ? name : undefined;
}
