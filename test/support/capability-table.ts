/** The tables of THREAT_MODEL.md that say who holds which capabilities. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FILTER_CAPABILITIES } from '../../electron/engine/privileges/capabilities.ts';
import { ROOT } from './paths.ts';
import { type CapabilitySets, readThreads } from './process-status.ts';

/** For each set the values that it may have. */
export type CapabilityRow = Readonly<Record<keyof CapabilitySets, readonly bigint[]>>;
export type CapabilityTable = ReadonlyMap<string, CapabilityRow>;

const THREE = Object.values<number>(FILTER_CAPABILITIES).reduce(
  (set, bit) => set | (1n << BigInt(bit)),
  0n,
);

/** Of the section with this heading. `session` and `all` are what this process is bounded by. */
export function readCapabilityTable(heading: string): CapabilityTable {
  const text = readFileSync(join(ROOT, 'THREAT_MODEL.md'), 'utf8');
  const [, section] = text.split(`### ${heading}\n`);
  if (section === undefined) throw new Error(`THREAT_MODEL.md has no section "${heading}"`);
  const [table] = section.split(/^##/m);
  const rows = [...(table ?? '').matchAll(/^\| (.+) \|$/gm)].map(([, row]) =>
    (row ?? '').split('|').map((cell) => cell.trim()),
  );
  return new Map(
    rows
      .filter(([name = '']) => name !== 'process' && !/^-+$/.test(name))
      .map(([name = '', , ...words]) => [name, setsOf(words)]),
  );
}

function setsOf(words: readonly string[]): CapabilityRow {
  const [inheritable, permitted, effective, bounding, ambient] = words.map((cell) =>
    cell.split(' or ').map(bitsOf),
  );
  return { inheritable, permitted, effective, bounding, ambient } as CapabilityRow;
}

function bitsOf(word: string): bigint {
  switch (word) {
    case 'none':
      return 0n;
    case 'one':
      return 1n << BigInt(FILTER_CAPABILITIES.CAP_NET_ADMIN);
    case 'three':
      return THREE;
    case 'session':
    case 'all':
      return readThreads(process.pid).get(process.pid)?.bounding ?? 0n;
    default:
      throw new Error(`THREAT_MODEL.md names a set "${word}"`);
  }
}
