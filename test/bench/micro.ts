/** What the parts cost by themselves: a lookup, a record, a drain. Nothing is attached. Needs root. */
import { BpfObject } from '../../electron/engine/bpf/bpf-object.ts';
import type { Libbpf } from '../../electron/engine/ffi/libbpf.ts';
import { ipFrame, tcp } from '../../electron/engine/network/lab/frames.ts';
import { expectOk } from '../support/expect-ok.ts';
import { PrivatePlane } from '../support/private-plane.ts';
import { rule } from '../support/rule.ts';
import { testRun } from '../support/test-run.ts';
import { withBpfObject } from '../support/with-bpf-object.ts';
import { type Case, interleaved } from './interleaved.ts';
import { printMeasurements, valuesOf } from './report.ts';

const DRAIN_BURST = 80_000;
const BURSTS = 5;
const DRAIN_RECORDS = 16_384;
const ENDS = { source: '203.0.113.77', destination: '192.0.2.1' };
const FRAME = ipFrame(
  { source: '02:00:00:00:00:01', destination: '02:00:00:00:00:02' },
  { ...ENDS, protocol: 6 },
  tcp({ ...ENDS, sourcePort: 40_000, destinationPort: 8080, flags: 2 }),
);

const EMPTY_PROGRAM =
  '__attribute__((section("xdp"), used)) int empty(void *context) { return 1; }\n';

type Rules = readonly ReturnType<typeof rule>[];

/** Gives nanoseconds per packet (and microseconds per drained record) by name. */
export async function micro(quick: boolean): Promise<Readonly<Record<string, number>>> {
  using plane = await PrivatePlane.open();
  using empty = await openEmptyProgram(plane.plane.libbpf);
  const repeat = quick ? 200_000 : 1_000_000;
  const series = await interleaved(quick ? 2 : 9, [
    {
      name: 'empty_program_ns',
      unit: 'ns/packet',
      run: () => nsPerPacket(plane, empty.fd, repeat),
    },
    filterCase(plane, 'pass_no_rules_ns', repeat, []),
    filterCase(plane, 'pass_1000_addresses_ns', repeat, manyAddresses(1000)),
    filterCase(plane, 'drop_among_1000_addresses_ns', repeat, [
      ...manyAddresses(999),
      rule('drop remote 203.0.113.77'),
    ]),
    filterCase(plane, 'drop_by_port_ns', repeat, [rule('drop tcp dport 8080')]),
    { name: 'pass_recorded_ns', unit: 'ns/packet', run: () => nsPerRecordedPacket(plane) },
    { name: 'drain_us', unit: 'us/record', run: () => usPerDrainedRecord(plane) },
  ]);
  const findings = series.map(({ name, samples }) => ({ key: name, samples }));
  printMeasurements('Parts of the data plane', { series, findings: [] });
  return valuesOf(findings);
}

function filterCase(plane: PrivatePlane, name: string, repeat: number, rules: Rules): Case {
  return {
    name,
    unit: 'ns/packet',
    run: async () => {
      await plane.setRules(rules);
      plane.setWatched([]);
      return nsPerPacket(plane, plane.programFd(), repeat);
    },
  };
}

function nsPerPacket({ plane }: PrivatePlane, programFd: number, repeat: number): number {
  return timed(repeat, () => testRun(plane.libbpf, programFd, FRAME, repeat));
}

/** In bursts that fit the ring; the time of draining them is not counted. */
async function nsPerRecordedPacket(plane: PrivatePlane): Promise<number> {
  await watchEverything(plane);
  let totalNs = 0;
  for (let burst = 0; burst < BURSTS; burst += 1) {
    totalNs += nsPerPacket(plane, plane.programFd(), DRAIN_BURST);
    drainAll(plane);
  }
  return totalNs / BURSTS;
}

async function usPerDrainedRecord(plane: PrivatePlane): Promise<number> {
  await watchEverything(plane);
  nsPerPacket(plane, plane.programFd(), DRAIN_BURST);
  return timed(DRAIN_BURST, () => drainAll(plane)) / 1000;
}

async function watchEverything(plane: PrivatePlane): Promise<void> {
  await plane.setRules([]);
  plane.setWatched(['tcp']);
}

function drainAll(plane: PrivatePlane): void {
  while (plane.drain(DRAIN_RECORDS).count > 0);
}

function timed(packets: number, run: () => void): number {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start) / packets;
}

function manyAddresses(count: number): Rules {
  return Array.from({ length: count }, (_, index) =>
    rule(`drop remote 10.${index >> 8}.${index & 255}.1`),
  );
}

function openEmptyProgram(libbpf: Libbpf): Promise<Disposable & { readonly fd: number }> {
  return withBpfObject(EMPTY_PROGRAM, async (path) => {
    const object = expectOk(BpfObject.open(libbpf, path));
    expectOk(await object.load());
    const fd = libbpf.programFd(object.program('empty'));
    return { fd, [Symbol.dispose]: () => object[Symbol.dispose]() };
  });
}
