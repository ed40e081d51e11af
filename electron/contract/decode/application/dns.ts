import { hexNumber } from '../clean-text.ts';
import type { LayerEnd, LayerReader } from '../layer-reader.ts';
import { type Section, shownValue } from '../section.ts';
import { announce } from './announce.ts';
import { readDnsName } from './dns-name.ts';
import {
  type DnsRecord,
  describeClass,
  describeType,
  dnsTypeName,
  readDnsRecord,
} from './dns-record.ts';

export interface DnsQuestion {
  readonly name: string;
  /** `AAAA` */
  readonly type: string;
}

export interface DnsMessage {
  readonly id: number;
  readonly isResponse: boolean;
  /** 0: no error. */
  readonly code: number;
  readonly questions: readonly DnsQuestion[];
  /** As far as they were here and whole. */
  readonly answers: readonly DnsRecord[];
}

const RESPONSE = 0x8000;
const CODES: Readonly<Record<number, string>> = {
  0: 'no error',
  1: 'bad question',
  2: 'server failed',
  3: 'no such name',
  4: 'not implemented',
  5: 'refused',
};

const OPERATIONS: Readonly<Record<number, string>> = { 0: 'query', 4: 'notify', 5: 'update' };

/** RFC 1035; over TCP a length stands in front. mDNS (RFC 6762) and LLMNR (RFC 4795) look the same. */
export const readDns: LayerReader = (section, { ports }): LayerEnd => {
  const port = [ports?.destination, ports?.source];
  section.name = port.includes(5353) ? 'mDNS' : port.includes(5355) ? 'LLMNR' : 'DNS';
  if (ports?.transport === 'tcp') section.u16('Message length');
  const start = section.position;
  const id = section.u16('Id', (value) => hexNumber(value, 4));
  const flags = section.u16('Flags', describeFlags);
  const counts = ['Questions', 'Answers', 'Authorities', 'Additional'].map((label) =>
    section.u16(label),
  );
  const [questions = 0, answers = 0, authorities = 0, additional = 0] = counts;
  const isResponse = (flags & RESPONSE) !== 0;
  const asked: DnsQuestion[] = [];
  const answered: DnsRecord[] = [];
  const message = { id, isResponse, code: flags & 15, questions: asked, answers: answered };
  if (section.isOuter) section.state.dns ??= message;
  try {
    for (let count = 0; count < questions; count += 1) asked.push(readQuestion(section, start));
    readRecords(section, 'Answer', answers, start, answered);
    readRecords(section, 'Authority', authorities, start, []);
    readRecords(section, 'Additional', additional, start, []);
  } finally {
    const text = dnsText(message);
    section.say(`${isResponse ? 'answer' : 'asks'}`, shownValue(text));
    announce(section, section.name, text);
  }
  section.rest('Rest');
  return {};
};

function readQuestion(section: Section, messageStart: number): DnsQuestion {
  let question: DnsQuestion = { name: '', type: '' };
  section.group('Question', undefined, (inner) => {
    const { position } = inner;
    const name = readDnsName(inner, messageStart);
    inner.add('Name', name, position);
    const type = dnsTypeName(inner.u16('Type', describeType));
    inner.u16('Class', describeClass);
    question = { name, type };
    return { value: name, note: type };
  });
  return question;
}

function readRecords(
  section: Section,
  label: string,
  count: number,
  messageStart: number,
  into: DnsRecord[],
): void {
  for (let index = 0; index < count; index += 1) {
    section.group(label, undefined, (inner) => {
      const record = readDnsRecord(inner, messageStart);
      into.push(record);
      return { value: record.name, note: `${record.type} ${record.data}`.trim() };
    });
  }
}

/** `A? mirror.example.net`, `A mirror.example.net 192.0.2.5`, `no such name: x.example`. */
function dnsText({ isResponse, code, questions, answers }: DnsMessage): string {
  const [question] = questions;
  const more = questions.length > 1 ? ` and ${questions.length - 1} more` : '';
  if (!isResponse) return question ? `${question.type}? ${question.name}${more}` : '';
  if (code !== 0) return `${CODES[code] ?? `error ${code}`}: ${question?.name ?? ''}`;
  // What was asked for, behind the aliases that lead to it.
  const best = answers.find(({ type }) => type === question?.type) ?? answers[0];
  if (!best) return question ? `${question.type} ${question.name}, none` : '';
  const name = question?.name ?? best.name;
  const others = answers.length > 1 ? ` and ${answers.length - 1} more` : '';
  return `${best.type} ${name} ${best.data}${others}`;
}

function describeFlags(value: number) {
  const words = [
    (value & RESPONSE) === 0 ? 'question' : 'answer',
    OPERATIONS[(value >> 11) & 15] ?? 'unknown operation',
    (value & 0x0400) !== 0 && 'authoritative',
    (value & 0x0200) !== 0 && 'cut short',
    (value & 0x0100) !== 0 && 'recursion wanted',
    (value & 0x0080) !== 0 && 'recursion offered',
    (value & 0x0020) !== 0 && 'verified',
    (value & RESPONSE) !== 0 && (CODES[value & 15] ?? `error ${value & 15}`),
  ];
  return { value: hexNumber(value, 4), note: words.filter(Boolean).join(', ') };
}
