/** A diagnosis for people to read: groups, one line per finding, and what to do beneath it. */
import { styleText } from 'node:util';
import type { Diagnosis, DoctorAction, Finding } from '../contract/doctor.ts';
import { printable } from './printable.ts';

/** Emphasises a text as its state asks for, or as the head of a group. */
export type Style = (what: Finding['state'] | 'heading', text: string) => string;

export const plainStyle: Style = (_what, text) => text;

const FORMATS = { good: 'green', note: 'yellow', fault: 'red', heading: 'bold' } as const;

export const terminalStyle: Style = (what, text) =>
  styleText(FORMATS[what], text, { validateStream: false });

/** Tell states apart without colours. */
const MARKS = { good: '✓ good ', note: '• note ', fault: '✗ fault' } as const;

const ACTIONS: Readonly<Record<DoctorAction, string>> = {
  unlock: 'The app does it: click Unlock.',
  install: 'The app does it, or: portcullis install',
};

/** What a process brings along; everything else that names no interface is the machine's. */
const OF_PROCESS = new Set(['capabilities', 'libbpf', 'filter-program']);

/** The whole text, with a summary as its last line. */
export function diagnosisText({ findings }: Diagnosis, style: Style): string {
  const width = Math.max(...findings.map(({ subject }) => subject.length), 0);
  const lines: string[] = [];
  for (const [name, group] of groupsOf(findings)) {
    lines.push(style('heading', printable(name)));
    for (const finding of group) lines.push(...findingLines(finding, width, style));
    lines.push('');
  }
  return `${lines.join('\n')}\n${summary(findings)}\n`;
}

function groupsOf(findings: readonly Finding[]): ReadonlyMap<string, Finding[]> {
  const groups = new Map<string, Finding[]>([
    ['This machine', []],
    ['This process', []],
  ]);
  for (const finding of findings) {
    const name = finding.interface
      ? `Interface ${finding.interface}`
      : OF_PROCESS.has(finding.check)
        ? 'This process'
        : 'This machine';
    const group = groups.get(name);
    if (group) group.push(finding);
    else groups.set(name, [finding]);
  }
  for (const [name, group] of groups) if (group.length === 0) groups.delete(name);
  return groups;
}

function findingLines(finding: Finding, width: number, style: Style): string[] {
  const { state, subject, sentence, remedy, action } = finding;
  const mark = style(state, MARKS[state]);
  const indent = ' '.repeat(2 + MARKS[state].length + 2 + width + 2);
  return [
    `  ${mark}  ${subject.padEnd(width)}  ${printable(sentence)}`,
    ...(remedy ? [`${indent}${printable(remedy)}`] : []),
    ...(action ? [`${indent}${ACTIONS[action]}`] : []),
  ];
}

/** `2 faults, 1 note.` */
function summary(findings: readonly Finding[]): string {
  const count = (state: Finding['state'], word: string): string => {
    const number = findings.filter((finding) => finding.state === state).length;
    return `${number === 0 ? 'no' : number} ${word}${number === 1 ? '' : 's'}`;
  };
  const text = `${count('fault', 'fault')}, ${count('note', 'note')}.`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
