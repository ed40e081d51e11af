import type { DecodeOptions } from '../../electron/contract/decode/decoded-packet.ts';
import type { NetworkInterface } from '../../electron/contract/state.ts';

/** What packets of an interface begin with; most, and those that are gone, are Ethernet. */
export function linkTypeOf(
  interfaces: readonly NetworkInterface[],
  ifindex: number,
): DecodeOptions['linkType'] {
  const found = interfaces.find((each) => each.ifindex === ifindex);
  return found?.framing === 'ip' ? 'raw-ip' : 'ethernet';
}
