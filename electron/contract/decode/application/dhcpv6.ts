import { hexNumber, hexText } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { announce } from './announce.ts';

const MESSAGES: readonly string[] = [
  'solicit',
  'advertise',
  'request',
  'confirm',
  'renew',
  'rebind',
  'reply',
  'release',
  'decline',
  'reconfigure',
  'information request',
  'relayed on',
  'relayed back',
];

const OPTIONS: Readonly<Record<number, string>> = {
  1: 'Client id',
  2: 'Server id',
  3: 'Addresses',
  6: 'Wanted options',
  8: 'Elapsed time',
  13: 'Status',
  14: 'Rapid commit',
  23: 'Name servers',
  24: 'Search domains',
  25: 'Prefixes',
  39: 'Full name',
};

const FIRST_RELAY = 12;

/** RFC 8415: the kind of message, and its options as bytes. */
export const readDhcpv6: LayerReader = (section): LayerEnd => {
  section.name = 'DHCPv6';
  const name = (value: number) => MESSAGES[value - 1] ?? `message ${value}`;
  const kind = section.u8('Message', (value) => ({ value: String(value), note: name(value) }));
  section.say(name(kind));
  announce(section, 'DHCPv6', name(kind));
  if (kind === FIRST_RELAY || kind === FIRST_RELAY + 1) {
    section.u8('Hops');
    section.address('Link', 16);
    section.address('Peer', 16);
  } else section.u24('Transaction', (value) => hexNumber(value, 6));
  while (section.left > 0) {
    const code = section.peek16();
    section.group(OPTIONS[code] ?? `Option ${code}`, 4 + section.peek16(2), (option) => {
      option.u16('Code');
      option.u16('Length');
      return option.left === 0 ? '' : hexText(option.bytes('Value', option.left));
    });
  }
  return {};
};
