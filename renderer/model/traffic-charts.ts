import { LOG_SECONDS, type TrafficLog, type TrafficUnit } from './traffic-log.ts';

/** One line of a chart. */
export interface ChartSeries {
  readonly id: string;
  readonly label: string;
  /** By second; `null` where nothing is known. */
  readonly values: readonly (number | null)[];
}

export interface TrafficChart {
  readonly id: 'verdict' | 'protocol' | 'rule';
  readonly title: string;
  readonly series: readonly ChartSeries[];
}

/** Whole seconds from `from` up to, not including, `end`, since 1970. */
export interface SecondRange {
  readonly from: number;
  readonly end: number;
}

/** Lines of the chart by rule; what other rules dropped is one more. */
const TOP_RULES = 5;
/** The least that a chart shows, in seconds. */
export const LEAST_SECONDS = 10;

/** The three charts over a range. */
export function trafficCharts(
  log: TrafficLog,
  { from, end }: SecondRange,
  unit: TrafficUnit,
): readonly TrafficChart[] {
  const read = (column: string) => log.values(column, unit, from, end);
  const sum = (columns: readonly string[]) => addUp(columns.map(read), end - from);
  const droppers = log.droppers(from, end);
  const top = droppers.slice(0, TOP_RULES);
  const rest = droppers.slice(TOP_RULES);
  return [
    {
      id: 'verdict',
      title: 'By verdict',
      series: [
        { id: 'pass', label: 'passed', values: read('pass') },
        { id: 'drop', label: 'dropped', values: read('drop') },
      ],
    },
    {
      id: 'protocol',
      title: 'By protocol',
      series: [
        { id: 'tcp', label: 'TCP', values: read('tcp') },
        { id: 'udp', label: 'UDP', values: read('udp') },
        { id: 'icmp', label: 'ICMP', values: sum(['icmp', 'icmpv6']) },
        { id: 'arp', label: 'ARP', values: read('arp') },
        { id: 'other', label: 'other', values: sum(['igmp', 'sctp', 'gre', 'other']) },
      ],
    },
    {
      id: 'rule',
      title: 'Dropped by rule',
      series: [
        ...top.map(({ column, label }) => ({ id: column, label, values: read(column) })),
        ...(rest.length > 0
          ? [
              {
                id: 'rest',
                label: rest.length === 1 ? '1 other rule' : `${rest.length} other rules`,
                values: sum(rest.map(({ column }) => column)),
              },
            ]
          : []),
      ],
    },
  ];
}

function addUp(
  columns: readonly (readonly (number | null)[])[],
  length: number,
): (number | null)[] {
  return Array.from({ length }, (_, at) => {
    const values = columns.map((column) => column[at] ?? null);
    return values.some((value) => value === null)
      ? null
      : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  });
}

/** A range moved and cut so that it lies in what is kept, and is not shorter than can be read. */
export function boundRange({ from, end }: SecondRange, endSecond: number): SecondRange {
  const length = Math.min(LOG_SECONDS, Math.max(LEAST_SECONDS, Math.round(end - from)));
  const latest = endSecond - length;
  const bounded = Math.max(endSecond - LOG_SECONDS, Math.min(latest, Math.round(from)));
  return { from: bounded, end: bounded + length };
}
