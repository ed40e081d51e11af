import { hexText } from '../clean-text.ts';
import type { Section } from '../section.ts';

const KINDS: readonly string[] = [
  'hardware address and time',
  'number of the maker',
  'hardware address',
  'UUID',
];
const ETHERNET = 1;
/** Midnight of the first of January 2000, UTC, since 1970. */
const TIME_ZERO_SECONDS = 946_684_800;

/** How a host calls itself for good: RFC 8415, section 11. */
export function readDuid(option: Section): string {
  const kind = option.u16('Kind', (value) => ({
    value: String(value),
    note: KINDS[value - 1] ?? 'unknown',
  }));
  switch (kind) {
    case 1: {
      const hardware = option.u16('Hardware');
      option.u32('Made', (value) => timeText(TIME_ZERO_SECONDS + value));
      return readHardwareAddress(option, hardware);
    }
    case 2: {
      const maker = option.u32('Enterprise');
      return `enterprise ${maker} ${readRest(option)}`;
    }
    case 3:
      return readHardwareAddress(option, option.u16('Hardware'));
    default:
      return readRest(option);
  }
}

/** As a MAC, where it is one. */
export function readHardwareAddress(option: Section, hardware: number): string {
  if (hardware === ETHERNET && option.left === 6) return option.mac('MAC');
  return readRest(option);
}

function readRest(option: Section): string {
  return option.left === 0 ? '' : hexText(option.bytes('Id', option.left));
}

/** `2026-07-01 09:30:00 UTC` */
function timeText(seconds: number): string {
  const [day = '', time = ''] = new Date(seconds * 1000).toISOString().split('T');
  return `${day} ${time.slice(0, 8)} UTC`;
}
