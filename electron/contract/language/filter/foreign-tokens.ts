/**
 * What hands that know Wireshark or tcpdump type, in the words of our language: `ip.addr == 1.2.3.4`,
 * `src host 1.2.3.4`. Tokens keep their places, so what is wrong is shown where it was typed.
 */
import { Fault, quoted } from '../language-error.ts';
import type { Token } from '../tokens.ts';
import { addressWord, CRITERION_WORDS, criterionWord } from '../vocabulary.ts';
import { type ForeignField, GREATEST, WIRESHARK_FIELDS } from './filter-words.ts';

const RELATIONS: ReadonlyMap<string, string> = new Map([
  ['==', '=='],
  ['eq', '=='],
  ['!=', '!='],
  ['ne', '!='],
  ['<', '<'],
  ['lt', '<'],
  ['<=', '<='],
  ['le', '<='],
  ['>', '>'],
  ['gt', '>'],
  ['>=', '>='],
  ['ge', '>='],
  ['contains', 'contains'],
]);

export function withOurWords(tokens: readonly Token[]): readonly Token[] {
  const ours: Token[] = [];
  let at = 0;
  while (at < tokens.length) {
    at += rewriteAt(tokens, at, ours) ?? rewritePair(tokens, at, ours) ?? keep(tokens, at, ours);
  }
  return ours;
}

function keep(tokens: readonly Token[], at: number, ours: Token[]): number {
  ours.push(tokens[at] as Token);
  return 1;
}

/** A comparison, or a field of Wireshark's. Gives how many tokens it took; `undefined`: it is neither. */
function rewriteAt(tokens: readonly Token[], at: number, ours: Token[]): number | undefined {
  const token = tokens[at] as Token;
  // Behind a comma and `country`, letters are a value: LT is Lithuania.
  if (token.kind || token.text === ',') return undefined;
  const word = token.text.toLowerCase();
  const sign = tokens[at + 1];
  if (word === 'country' && /^[a-z]{2}$/i.test(sign?.text ?? '') && tokens[at + 2]?.text !== '{') {
    return undefined;
  }
  const isSet = sign?.text.toLowerCase() === 'in' && tokens[at + 2]?.text === '{';
  const relation = isSet ? 'in' : sign && RELATIONS.get(sign.text.toLowerCase());
  const flag = /^tcp\.flags\.(syn|ack|fin|push|reset|urg|ece|cwr)$/.exec(word)?.[1];
  if (flag) return rewriteFlag(token, flag, relation, tokens[at + 2], ours);
  const foreign = WIRESHARK_FIELDS.get(word);
  if (!foreign) {
    if (relation && !isOurs(word)) throw unknownField(token);
    if (relation === undefined) return undefined;
  }
  if (!relation) throw needsValue(token, foreign as ForeignField);
  const field = foreign ?? { words: fieldWords(token, ours) };
  if (isSet) return rewriteSet(tokens, at, field, ours);
  const value = tokens[at + 2];
  if (!value || value.kind === 'sign') throw needsValue(token, field);
  if (relation === 'contains' && field.words[0] !== 'text') throw onlyBytesContain(sign as Token);
  const place = { column: token.column, length: token.length };
  const put = (text: string, kind?: 'sign') =>
    ours.push(kind ? { text, kind, ...place } : { text, ...place });
  if (field.protocol) {
    put('(', 'sign');
    put(field.protocol);
  }
  if (relation === '!=') put('not');
  for (const each of field.words) put(each);
  ours.push(compared(value, relation, field));
  if (field.protocol) put(')', 'sign');
  return 3;
}

/** Those of a field of ours; of `ether src` and `src country` the first is passed already. */
function fieldWords(token: Token, ours: Token[]): readonly string[] {
  const before = ours.at(-1);
  const word = before?.text.toLowerCase() ?? '';
  const isFirst = token.text.toLowerCase() === 'country' ? addressWord(word) : word === 'ether';
  if (!before || !isFirst) return [token.text];
  ours.pop();
  return [before.text, token.text];
}

function isOurs(word: string): boolean {
  return (
    criterionWord(word) !== undefined ||
    ['verdict', 'rule', 'name', 'country', 'text'].includes(word)
  );
}

/** `len > 100` as `len 101-65535`. */
function compared(value: Token, relation: string, { words }: ForeignField): Token {
  if (!/[<>]/.test(relation)) return value;
  const greatest = GREATEST.get((words.at(-1) as string).toLowerCase());
  if (greatest === undefined) {
    throw new Fault(value, {
      message: `${quoted(words.join(' '))} has no more and no less.`,
      remedy: `Write ${words.join(' ')} and its value.`,
    });
  }
  const number = /^\d{1,7}$/.test(value.text) ? Number(value.text) : Number.NaN;
  const low = relation === '>' ? number + 1 : relation === '>=' ? number : 0;
  const high = relation === '<' ? number - 1 : relation === '<=' ? number : greatest;
  if (low <= high && high <= greatest) return { ...value, text: `${low}-${high}` };
  throw new Fault(value, {
    message: `${quoted(`${relation} ${value.text}`)} leaves no value.`,
    remedy: `Compare with a number from 0 to ${greatest}.`,
  });
}

/** `tcp.port in {80, 443, 8000..8100}` */
function rewriteSet(
  tokens: readonly Token[],
  at: number,
  field: ForeignField,
  ours: Token[],
): number {
  const place = { column: (tokens[at] as Token).column, length: (tokens[at] as Token).length };
  const close = tokens.findIndex((token, index) => index > at && token.text === '}');
  if (close < 0) {
    throw new Fault(tokens[at + 2] as Token, {
      message: 'The brace is not closed.',
      remedy: 'Put a } behind the values.',
    });
  }
  if (field.protocol) {
    ours.push({ text: '(', kind: 'sign', ...place }, { text: field.protocol, ...place });
  }
  ours.push(...field.words.map((text) => ({ text, ...place })));
  for (const token of tokens.slice(at + 3, close)) {
    ours.push({ ...token, text: token.text.replace('..', '-') });
  }
  if (field.protocol) ours.push({ text: ')', kind: 'sign', ...place });
  return close - at + 1;
}

/** `tcp.flags.syn == 1`, `tcp.flags.ack == 0`, `tcp.flags.reset` */
function rewriteFlag(
  token: Token,
  flag: string,
  relation: string | undefined,
  value: Token | undefined,
  ours: Token[],
): number {
  const name = flag === 'push' ? 'psh' : flag === 'reset' ? 'rst' : flag;
  const isSet = value === undefined || /^(?:1|true)$/i.test(value.text);
  const isClear = value !== undefined && /^(?:0|false)$/i.test(value.text);
  if (relation && !(isSet || isClear)) {
    throw new Fault(value ?? token, {
      message: 'A flag is set or clear.',
      remedy: `Write flags ${name}, or flags !${name}.`,
    });
  }
  const wanted = relation === undefined || isSet === (relation === '==');
  const { column, length } = token;
  ours.push(
    { text: 'flags', column, length },
    { text: wanted ? name : `!${name}`, column, length },
  );
  return relation && value ? 3 : relation ? 2 : 1;
}

/** tcpdump's pairs of words. Gives how many tokens it took; `undefined`: it is none. */
function rewritePair(tokens: readonly Token[], at: number, ours: Token[]): number | undefined {
  const token = tokens[at] as Token;
  if (token.kind) return undefined;
  const word = token.text.toLowerCase();
  const next = tokens[at + 1]?.text.toLowerCase();
  const { column, length } = token;
  const put = (...texts: string[]) => {
    ours.push(...texts.map((text) => ({ text, column, length })));
    return texts.length;
  };
  if (word === 'src' || word === 'dst') {
    if (next === 'host' || next === 'net') return put(word) && 2;
    if (next === 'port' || next === 'portrange')
      return put(word === 'src' ? 'sport' : 'dport') && 2;
    return undefined;
  }
  if (word === 'net') return put('host');
  if (word === 'portrange') return put('port');
  if (word === 'dir' || word === 'direction') return readDirection(token, tokens[at + 1], ours);
  if (word !== 'greater' && word !== 'less') return undefined;
  const value = tokens[at + 1];
  if (!value) throw needsValue(token, { words: ['len'] });
  put('len');
  ours.push(compared(value, word === 'less' ? '<=' : '>=', { words: ['len'] }));
  return 2;
}

/** `dir in` is `in`: the language has words for the two ways. */
function readDirection(token: Token, way: Token | undefined, ours: Token[]): number {
  if (!way || !/^(?:in|out)$/i.test(way.text)) {
    throw new Fault(way ?? token, {
      message: 'A direction is in or out.',
      remedy: 'Write in for what comes in, or out for what goes out.',
      expected: ['in', 'out'],
    });
  }
  ours.push(way);
  return 2;
}

function needsValue(token: Token, { words }: ForeignField): Fault {
  return new Fault(token, {
    message: `${quoted(token.text)} needs a value.`,
    remedy: `Write ${words.join(' ')} and a value.`,
  });
}

function onlyBytesContain(sign: Token): Fault {
  return new Fault(sign, {
    message: 'Only the bytes of a packet can contain something.',
    remedy: 'Write text "..." for its bytes, or name ... for the name of a host.',
  });
}

function unknownField(token: Token): Fault {
  return new Fault(token, {
    message: `${quoted(token.text)} is not a field that packets are kept with.`,
    remedy: `Write a criterion such as ${CRITERION_WORDS.slice(0, 3).join(', ')}, or text "..." for bytes of the packet.`,
  });
}
