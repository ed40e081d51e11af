import { hexNumber } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import type { Section } from '../section.ts';
import { announce } from './announce.ts';
import { type Dhcpv6Found, readDhcpv6Options } from './dhcpv6-option.ts';

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

const FIRST_RELAY = 12;

/** RFC 8415. */
export const readDhcpv6: LayerReader = (section): LayerEnd => {
  section.name = 'DHCPv6';
  const said: string[] = [];
  try {
    readMessage(section, said);
  } finally {
    const text = said.join(' ');
    section.say(text);
    announce(section, 'DHCPv6', text);
  }
  return {};
};

/** One message, and in it those that relays have wrapped. `said` gets what it is about, in words. */
function readMessage(section: Section, said: string[]): void {
  const name = (value: number) => MESSAGES[value - 1] ?? `message ${value}`;
  const kind = section.u8('Message', (value) => ({ value: String(value), note: name(value) }));
  said.push(name(kind));
  const found: Dhcpv6Found = {};
  try {
    if (kind === FIRST_RELAY || kind === FIRST_RELAY + 1) {
      section.u8('Hops');
      section.address('Link', 16);
      section.address('Peer', 16);
    } else section.u24('Transaction', (value) => hexNumber(value, 6));
    readDhcpv6Options(section, found, (inner) => readMessage(inner, said));
  } finally {
    const { address, hostName, refusal } = found;
    said.push(...[address, hostName, refusal].filter((text) => text !== undefined));
  }
}
