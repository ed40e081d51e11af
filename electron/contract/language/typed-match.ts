import { fail, type Result } from '../result.ts';
import type { Match } from './criterion.ts';
import { caught, Fault, quoted } from './language-error.ts';
import { looksLikeAddress } from './read-prefix.ts';
import { readMatch } from './read-rule-line.ts';
import { type Token, type TokenLine, tokenize } from './tokens.ts';

/** `22`, `22, 80`, `8000-8100`. */
const ONLY_PORTS = /^\d+(?:\s*[,-]\s*\d+)*$/;
const WITH_PORTS = ['tcp', 'udp', 'sctp'];

/**
 * Reads what people type who want to block something: besides the whole language a bare address or
 * prefix (the other end), `8080/tcp`, `tcp/8080` and `tcp 8080` (this machine's port), `everything`.
 */
export function parseTypedMatch(text: string): Result<Match> {
  const typed = text.trim();
  if (typed === '') {
    return fail(
      'bad-rule',
      'There is nothing to match.',
      'Write an address, a port such as 8080/tcp, a protocol such as icmp, or "any".',
    );
  }
  if (ONLY_PORTS.test(typed)) return portsWithoutProtocol(typed);
  return caught(() => {
    const line = tokenize(text);
    return readMatch({ ...line, tokens: withImpliedWords(line) });
  });
}

/** The tokens with the words that were left out. Those stand where the word is that implies them. */
function withImpliedWords({ tokens }: TokenLine): readonly Token[] {
  const [first, second] = tokens;
  if (!first) return tokens;
  const word = first.text.toLowerCase();
  if (!second && (word === 'everything' || word === 'all')) return [{ ...first, text: 'any' }];
  if (looksLikeAddress(word)) return [{ ...first, text: 'remote' }, ...tokens];
  if (second && WITH_PORTS.includes(word) && /^\d/.test(second.text)) {
    return [first, { ...second, text: 'dport' }, ...tokens.slice(1)];
  }
  const slashed = tokens.findIndex(({ text }) => text.includes('/'));
  const isPorts = tokens.every(({ text }, index) => index === slashed || /^(,|[\d-]+)$/.test(text));
  return slashed >= 0 && isPorts ? withProtocolFirst(tokens, slashed) : tokens;
}

/** `22, 8080/tcp` and `tcp/8080` as `tcp dport 22, 8080`. */
function withProtocolFirst(tokens: readonly Token[], slashed: number): readonly Token[] {
  const token = tokens[slashed] as Token;
  const slash = token.text.indexOf('/');
  const left = { text: token.text.slice(0, slash), column: token.column, length: slash };
  const right = {
    text: token.text.slice(slash + 1),
    column: token.column + slash + 1,
    length: token.length - slash - 1,
  };
  const isProtocolLast = WITH_PORTS.includes(right.text.toLowerCase()) || /^\d/.test(left.text);
  const [port, protocol] = isProtocolLast ? [left, right] : [right, left];
  if (!WITH_PORTS.includes(protocol.text.toLowerCase())) {
    throw new Fault(protocol, {
      message: `Only tcp, udp and sctp have ports, not ${quoted(protocol.text)}.`,
      remedy: `Write ${port.text.slice(0, 12)}/tcp or ${port.text.slice(0, 12)}/udp.`,
      code: 'bad-port',
    });
  }
  const before = tokens.slice(0, slashed);
  const dport = { ...(before[0] ?? port), text: 'dport' };
  return [protocol, dport, ...before, port, ...tokens.slice(slashed + 1)];
}

function portsWithoutProtocol(typed: string): Result<never> {
  const ports = typed.slice(0, 24);
  const isOne = /^\d+$/.test(typed);
  return fail(
    'bad-port',
    isOne ? `Port ${ports} needs a protocol.` : `Ports ${ports} need a protocol.`,
    `Write ${ports}/tcp or ${ports}/udp.`,
  );
}
