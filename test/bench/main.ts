/**
 * npm run bench [-- --json]: what the data plane costs, as ratios to an empty program measured in
 * the same run. Rounds are interleaved, so that a slow moment of the machine hits all of them.
 */
import { RECORD_BYTES } from '../../electron/contract/packet-record.ts';
import { BpfObject } from '../../electron/engine/bpf/bpf-object.ts';
import { ipFrame, tcp } from '../../electron/engine/network/lab/frames.ts';
import { expectOk } from '../support/expect-ok.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { rule } from '../support/rule.ts';
import { testRun } from '../support/test-run.ts';
import { withBpfObject } from '../support/with-bpf-object.ts';

const ROUNDS = 9;
const REPEAT = 1_000_000;
const DRAIN_BURST = 80_000;
const ENDS = { source: '203.0.113.77', destination: '192.0.2.1' };
const FRAME = ipFrame(
  { source: '02:00:00:00:00:01', destination: '02:00:00:00:00:02' },
  { ...ENDS, protocol: 6 },
  tcp({ ...ENDS, sourcePort: 40_000, destinationPort: 8080, flags: 2 }),
);

const EMPTY_PROGRAM =
  '__attribute__((section("xdp"), used)) int empty(void *context) { return 1; }\n';

interface Series {
  readonly name: string;
  readonly unit: string;
  readonly samples: number[];
}

using plane = await PrivatePlane.open();
using empty = await openEmptyProgram();

const cases: { readonly name: string; prepare(): void; run(): number }[] = [
  { name: 'empty program', prepare: () => {}, run: () => nsPerPacket(empty.fd) },
  filterCase('pass, no rules', []),
  filterCase('pass, 1,000 addresses', manyAddresses(1000)),
  filterCase('drop by address among 1,000', [
    ...manyAddresses(999),
    rule('drop remote 203.0.113.77'),
  ]),
  filterCase('drop by port', [rule('drop tcp dport 8080')]),
  {
    ...filterCase('pass, every packet recorded', []),
    prepare: () => prepare([], true),
    run: nsPerRecordedPacket,
  },
];
const series: Series[] = cases.map(({ name }) => ({ name, unit: 'ns/packet', samples: [] }));
const drain: Series = { name: 'drain of the ring', unit: 'us/record', samples: [] };

for (let round = 0; round < ROUNDS; round += 1) {
  for (const [index, item] of cases.entries()) {
    item.prepare();
    series[index]?.samples.push(item.run());
  }
  drain.samples.push(usPerDrainedRecord());
}

report([...series, drain]);

function filterCase(name: string, rules: ReturnType<typeof rule>[]) {
  return { name, prepare: () => prepare(rules, false), run: () => nsPerPacket(plane.programFd) };
}

function prepare(rules: ReturnType<typeof rule>[], recorded: boolean): void {
  plane.setRules(rules);
  plane.setWatched(recorded ? ['tcp'] : []);
}

function nsPerPacket(programFd: number): number {
  return timed(REPEAT, () => testRun(plane.plane.libbpf, programFd, FRAME, REPEAT));
}

/** In bursts that fit the ring; the time of draining them is not counted. */
function nsPerRecordedPacket(): number {
  let totalNs = 0;
  const bursts = 5;
  for (let burst = 0; burst < bursts; burst += 1) {
    totalNs += timed(DRAIN_BURST, () =>
      testRun(plane.plane.libbpf, plane.programFd, FRAME, DRAIN_BURST),
    );
    drainAll();
  }
  return totalNs / bursts;
}

function usPerDrainedRecord(): number {
  prepare([], true);
  testRun(plane.plane.libbpf, plane.programFd, FRAME, DRAIN_BURST);
  return timed(DRAIN_BURST, drainAll) / 1000;
}

function drainAll(): void {
  const target = new Uint8Array(16_384 * RECORD_BYTES);
  while (plane.plane.ring.drain(target, 16_384) > 0);
}

function timed(packets: number, run: () => void): number {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start) / packets;
}

function manyAddresses(count: number): ReturnType<typeof rule>[] {
  return Array.from({ length: count }, (_, index) =>
    rule(`drop remote 10.${index >> 8}.${index & 255}.1`),
  );
}

function openEmptyProgram(): Promise<Disposable & { readonly fd: number }> {
  return withBpfObject(EMPTY_PROGRAM, async (path) => {
    const object = expectOk(BpfObject.open(plane.plane.libbpf, path));
    expectOk(await object.load());
    const fd = plane.plane.libbpf.programFd(object.program('empty'));
    return { fd, [Symbol.dispose]: () => object[Symbol.dispose]() };
  });
}

function report(all: readonly Series[]): void {
  const base = median(series[0]?.samples ?? []);
  const rows = all.map(({ name, unit, samples }) => {
    const middle = median(samples);
    const ratio = unit === 'ns/packet' ? middle / base : undefined;
    return {
      name,
      unit,
      median: middle,
      min: Math.min(...samples),
      max: Math.max(...samples),
      ratio,
    };
  });
  for (const row of rows) {
    const figures = [row.median, row.min, row.max]
      .map((value) => value.toFixed(3).padStart(9))
      .join(' ');
    const ratio = row.ratio === undefined ? '' : `  ${row.ratio.toFixed(2)} x empty`;
    console.log(`${row.name.padEnd(30)} ${figures} ${row.unit}${ratio}`);
  }
  if (process.argv.includes('--json')) console.log(JSON.stringify(rows));
}

function median(samples: readonly number[]): number {
  return [...samples].sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
}
