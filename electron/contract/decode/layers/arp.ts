import { hexNumber } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { shownValue } from '../section.ts';

const OPERATIONS: Readonly<Record<number, string>> = {
  1: 'request',
  2: 'reply',
  3: 'reverse request',
  4: 'reverse reply',
};

/** RFC 826. Addresses are read where it is about IPv4 on Ethernet. */
export const readArp: LayerReader = (section): LayerEnd => {
  section.name = 'ARP';
  const hardware = section.u16('Hardware', (value) => ({
    value: String(value),
    note: value === 1 ? 'Ethernet' : undefined,
  }));
  const protocol = section.u16('Protocol', (value) => ({
    value: hexNumber(value, 4),
    note: value === 0x0800 ? 'IPv4' : undefined,
  }));
  const macBytes = section.u8('Hardware address bytes');
  const addressBytes = section.u8('Protocol address bytes');
  const operation = section.u16('Operation', (value) => ({
    value: String(value),
    note: OPERATIONS[value],
    filterText: `arp op ${value === 1 || value === 2 ? OPERATIONS[value] : value}`,
  }));
  if (hardware !== 1 || protocol !== 0x0800 || macBytes !== 6 || addressBytes !== 4) {
    section.say(`operation ${operation}`);
    section.bytes('Addresses', Math.min(section.left, 2 * (macBytes + addressBytes)));
    return {};
  }
  const senderMac = section.mac('Sender MAC');
  const sender = section.address('Sender', 4, 'src');
  section.mac('Target MAC');
  const target = section.address('Target', 4, 'dst');
  sayIt(operation, {
    sender: shownValue(sender, `src ${sender}`),
    senderMac: shownValue(senderMac),
    target: shownValue(target, `dst ${target}`),
  });
  return {};

  /** RFC 5227 for announcements and probes. */
  function sayIt(kind: number, ends: Record<'sender' | 'senderMac' | 'target', Part>): void {
    if (kind === 2) section.say(ends.sender, 'is at', ends.senderMac);
    else if (kind !== 1) section.say(OPERATIONS[kind] ?? `operation ${kind}`, ends.sender);
    else if (sender === target) section.say(ends.sender, 'announces itself');
    else if (sender === '0.0.0.0') section.say('who has', ends.target, 'a probe');
    else section.say('who has', ends.target, 'asks', ends.sender);
  }
};

type Part = ReturnType<typeof shownValue>;
