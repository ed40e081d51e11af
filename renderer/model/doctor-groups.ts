import type { Finding } from '../../electron/contract/doctor.ts';
import { quantityText } from './number-text.ts';

export interface FindingGroup {
  readonly key: string;
  readonly title: string;
  /** The title is the name of an interface. */
  readonly isInterface: boolean;
  /** Worst first. */
  readonly findings: readonly Finding[];
}

/** Looked at in the process or its files. Everything else without an interface is the machine's. */
const OWN_CHECKS: ReadonlySet<string> = new Set([
  'capabilities',
  'helper',
  'libbpf',
  'filter-program',
]);

const RANKS: Readonly<Record<Finding['state'], number>> = { fault: 0, note: 1, good: 2 };

/** The machine and Portcullis, then the interfaces, each worst first. Empty groups are left out. */
export function findingGroups(findings: readonly Finding[]): readonly FindingGroup[] {
  const own = ({ check }: Finding) => OWN_CHECKS.has(check);
  const general = findings.filter((finding) => finding.interface === undefined);
  const names = new Set(findings.flatMap((finding) => finding.interface ?? []));
  const machine = general.filter((finding) => !own(finding));
  const groups = [
    ...worstFirst([
      group('machine', 'This machine', machine),
      group('portcullis', 'Portcullis', general.filter(own)),
    ]),
    ...worstFirst([...names].map((name) => interfaceGroup(name, findings))),
  ];
  return groups.filter((each) => each.findings.length > 0);
}

function group(key: string, title: string, findings: readonly Finding[]): FindingGroup {
  const sorted = findings.toSorted((a, b) => RANKS[a.state] - RANKS[b.state]);
  return { key, title, isInterface: false, findings: sorted };
}

function interfaceGroup(name: string, findings: readonly Finding[]): FindingGroup {
  const own = findings.filter((finding) => finding.interface === name);
  return { ...group(`interface ${name}`, name, own), isInterface: true };
}

function worstFirst(groups: readonly FindingGroup[]): readonly FindingGroup[] {
  return groups.toSorted((a, b) => worstRank(a) - worstRank(b));
}

function worstRank({ findings: [worst] }: FindingGroup): number {
  return worst ? RANKS[worst.state] : RANKS.good;
}

/** Counts of one state, `fault` first; states without findings are left out, but for `good`. */
export interface FindingCount {
  readonly state: Finding['state'];
  /** `1 fault`, `2 notes`, `14 good` */
  readonly text: string;
}

export function findingCounts(findings: readonly Finding[]): readonly FindingCount[] {
  const count = (state: Finding['state']) =>
    findings.filter((finding) => finding.state === state).length;
  const counts: FindingCount[] = [];
  if (count('fault') > 0)
    counts.push({ state: 'fault', text: quantityText(count('fault'), 'fault') });
  if (count('note') > 0) counts.push({ state: 'note', text: quantityText(count('note'), 'note') });
  counts.push({ state: 'good', text: quantityText(count('good'), 'good', 'good') });
  return counts;
}

/** What it comes to, in one sentence. */
export function findingsVerdict(findings: readonly Finding[]): string {
  if (findings.some(({ state }) => state === 'fault')) {
    return 'Something keeps Portcullis from working as it should.';
  }
  return findings.some(({ state }) => state === 'note')
    ? 'Everything works; the notes say what to know about it.'
    : 'Everything is as it should be.';
}
