import { textOfBytes } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { type Section, shownValue } from '../section.ts';
import { announce } from './announce.ts';

const METHODS: readonly string[] = [
  'GET',
  'POST',
  'HEAD',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'CONNECT',
  'TRACE',
  'NOTIFY',
  'M-SEARCH',
  'SUBSCRIBE',
];
const VERSION = 'HTTP/1.';
const BEGINNINGS = [...METHODS.map((method) => `${method} `), VERSION];
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const MAX_HEADERS = 64;

/** Requests and responses of HTTP/1, and of SSDP, which looks the same over UDP. */
export function looksLikeHttp(bytes: Uint8Array): boolean {
  return BEGINNINGS.some((text) => {
    if (bytes.length < text.length) return false;
    for (let index = 0; index < text.length; index += 1) {
      if (bytes[index] !== text.charCodeAt(index)) return false;
    }
    return true;
  });
}

/** RFC 9112: the first line, and the headers as far as they are here. */
export const readHttp: LayerReader = (section, { ports }): LayerEnd => {
  section.name = ports?.transport === 'udp' ? 'SSDP' : 'HTTP';
  const first = readLine(section, 'First line') ?? '';
  const words = first.split(' ');
  const isResponse = first.startsWith(VERSION);
  const target = isResponse ? words.slice(1).join(' ') : words.slice(0, 2).join(' ');
  section.say(shownValue(target));
  let host: string | undefined;
  try {
    host = readHeaders(section);
  } finally {
    if (host) section.say('host', shownValue(host));
    announce(section, section.name, host && !isResponse ? `${target} ${host}` : target);
  }
  section.rest('Body');
  return {};
};

/** Up to the empty line. Answers the host that is named. */
function readHeaders(section: Section): string | undefined {
  let host: string | undefined;
  for (let count = 0; count < MAX_HEADERS && section.present > 0; count += 1) {
    const { position } = section;
    const end = lineEnd(section);
    if (end === undefined) return host;
    const line = section.state.bytes.subarray(position, end.textEnd);
    section.skip(end.next - position);
    if (line.length === 0) return host;
    const colon = line.indexOf(58);
    const name = textOfBytes(line.subarray(0, Math.max(0, colon)));
    const value = textOfBytes(line.subarray(colon + 1)).trim();
    section.add(name || 'Header', value, position, end.textEnd);
    if (name.toLowerCase() === 'host') host ??= value;
  }
  return host;
}

function readLine(section: Section, label: string): string | undefined {
  const { position } = section;
  const end = lineEnd(section);
  const textEnd = end?.textEnd ?? position + section.present;
  const text = textOfBytes(section.state.bytes.subarray(position, textEnd));
  section.add(label, text, position, textEnd);
  section.skip((end?.next ?? textEnd) - position);
  return text;
}

/** `undefined` where the line goes on behind what is here. */
function lineEnd(
  section: Section,
): { readonly textEnd: number; readonly next: number } | undefined {
  const { position, present, state } = section;
  const feed = state.bytes.subarray(position, position + present).indexOf(LINE_FEED);
  if (feed < 0) return undefined;
  const before = state.bytes[position + feed - 1];
  const hasReturn = feed > 0 && before === CARRIAGE_RETURN;
  return { textEnd: position + feed - (hasReturn ? 1 : 0), next: position + feed + 1 };
}
