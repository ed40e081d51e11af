/**
 * What a rule looks for. One criterion each for now; later rules only widen what a match may say.
 *
 * Text and object are the same thing: `parseMatch(formatMatch(match))` gives `match` back.
 *   remote 203.0.113.77     the other end: the source of what comes in
 *   tcp dport 8080          a local TCP or UDP port
 *   icmp                    a whole protocol
 *   any                     every packet
 */
import * as v from 'valibot';
import { type Address, parseAddress } from './address.ts';
import { fail, ok, type Result } from './result.ts';

export const PROTOCOLS = ['tcp', 'udp', 'icmp', 'icmpv6', 'arp', 'igmp', 'sctp', 'gre'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export const PORT_PROTOCOLS = ['tcp', 'udp'] as const;
export type PortProtocol = (typeof PORT_PROTOCOLS)[number];

const addressSchema = v.pipe(
  v.string(),
  v.maxLength(100),
  v.rawTransform<string, Address>(({ dataset, addIssue, NEVER }) => {
    const parsed = parseAddress(dataset.value);
    if (parsed.ok) return parsed.value;
    addIssue({ message: parsed.error.message });
    return NEVER;
  }),
);

export const portSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535));

export const matchSchema = v.union([
  v.strictObject({ remote: addressSchema }),
  v.strictObject({ protocol: v.picklist(PORT_PROTOCOLS), dport: portSchema }),
  v.strictObject({ protocol: v.picklist(PROTOCOLS) }),
  v.strictObject({ any: v.literal(true) }),
]);

export type Match = v.InferOutput<typeof matchSchema>;

export function formatMatch(match: Match): string {
  if ('remote' in match) return `remote ${match.remote}`;
  if ('any' in match) return 'any';
  if ('dport' in match) return `${match.protocol} dport ${match.dport}`;
  return match.protocol;
}

/** `22,80` or `8000-8100`, before or without `/tcp`. */
const PORT_LIST = /^\d+([,;-]\d+)+$/;

const REMEDY = 'Write an address, a port such as 8080/tcp, a protocol such as icmp, or "any".';

/**
 * Reads a match as people type it. Besides the canonical text it takes a bare address
 * (`203.0.113.77`), `8080/tcp` and `tcp/8080`, and `tcp 8080`.
 */
export function parseMatch(text: string): Result<Match> {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const [first = '', second, third] = words;
  if (words.length === 0) return fail('bad-rule', 'There is nothing to match.', REMEDY);
  if (words.length === 1) return parseWord(first);
  if (words.length === 2 && (first === 'remote' || first === 'src'))
    return parseRemote(second as string);
  if (words.length === 2 && isPortProtocol(first)) return parsePort(first, second as string);
  if (words.length === 3 && second === 'dport' && isPortProtocol(first))
    return parsePort(first, third as string);
  return fail(
    'bad-rule',
    `"${text.trim().slice(0, 60)}" says more than one thing, or nothing known.`,
    REMEDY,
  );
}

function parseWord(word: string): Result<Match> {
  if (word === 'any' || word === 'everything' || word === 'all') return ok({ any: true });
  if ((PROTOCOLS as readonly string[]).includes(word)) return ok({ protocol: word as Protocol });
  const slash = word.indexOf('/');
  if (slash > 0) {
    const [left, right] = [word.slice(0, slash), word.slice(slash + 1)];
    if (isPortProtocol(right)) return parsePort(right, left);
    if (isPortProtocol(left)) return parsePort(left, right);
    if (/^\d+$/.test(left) && /^[a-z]/.test(right)) return portOfOther(left, right);
  }
  if (PORT_LIST.test(word)) return severalPorts(word);
  if (/^\d+$/.test(word)) {
    return fail(
      'bad-port',
      `Port ${word.slice(0, 12)} needs a protocol.`,
      `Write ${word.slice(0, 5)}/tcp or ${word.slice(0, 5)}/udp.`,
    );
  }
  return parseRemote(word);
}

function parseRemote(text: string): Result<Match> {
  const address = parseAddress(text);
  return address.ok ? ok({ remote: address.value }) : address;
}

function parsePort(protocol: PortProtocol, text: string): Result<Match> {
  if (PORT_LIST.test(text)) return severalPorts(text);
  const dport = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(dport <= 65535)) {
    return fail(
      'bad-port',
      `"${text.slice(0, 12)}" is not a port.`,
      'A port is a number from 0 to 65535.',
    );
  }
  return ok({ protocol, dport });
}

function portOfOther(port: string, protocol: string): Result<never> {
  return fail(
    'bad-port',
    `Only tcp and udp have ports, not "${protocol.slice(0, 12)}".`,
    `Write ${port.slice(0, 5)}/tcp or ${port.slice(0, 5)}/udp.`,
  );
}

function severalPorts(text: string): Result<never> {
  return fail(
    'bad-port',
    `"${text.slice(0, 24)}" is more than one port.`,
    'Add one port at a time.',
  );
}

function isPortProtocol(word: string): word is PortProtocol {
  return (PORT_PROTOCOLS as readonly string[]).includes(word);
}
