/** One blocked address: what a packet costs by itself, and how many are dropped per second. */
import { interleaved } from '../interleaved.ts';
import type { Measurements } from '../report.ts';
import { netOf, ratioOf } from '../statistics.ts';
import { type AttachedContender, withAttached } from './attached.ts';
import { nft } from './contenders/nft.ts';
import { ours } from './contenders/ours.ts';
import { emptyProgram } from './contenders/own-program.ts';
import { tc } from './contenders/tc.ts';
import { xdpFilter } from './contenders/xdp-filter.ts';
import { type Bench, samplesOf } from './experiment.ts';
import { BLOCKED_SOURCE, frameFrom, OTHER_SOURCE } from './frame.ts';
import { rateCases } from './rate-cases.ts';
import { runTest } from './run-test.ts';

const REPEAT = 1_000_000;

export async function oneAddress(bench: Bench): Promise<Measurements> {
  const contenders = [
    emptyProgram(bench.libbpf),
    ours('ours', { rules: [`drop src ${BLOCKED_SOURCE}`] }),
    xdpFilter(BLOCKED_SOURCE),
    nft([`ip saddr ${BLOCKED_SOURCE} drop`]),
    tc(BLOCKED_SOURCE),
  ];
  return withAttached(bench.libbpf, contenders, async (attached) => {
    const frame = frameFrom(BLOCKED_SOURCE);
    const atHook = attached.filter(({ contender }) => contender.isXdp);
    const costs = await interleaved(bench.rounds, [
      ...atHook.map((each) => costCase(bench, each, 'pass', frameFrom(OTHER_SOURCE))),
      ...atHook.map((each) => costCase(bench, each, 'drop', frame)),
    ]);
    const rates = await interleaved(bench.rounds, rateCases(bench, attached, frame, 'same'));

    const net = (name: string, verdict: string) =>
      netOf(samplesOf(costs, `${name}, ${verdict}`), samplesOf(costs, `empty program, ${verdict}`));
    const netRatio = (verdict: string) => ratioOf(net('ours', verdict), net('xdp-filter', verdict));
    const versus = (name: string) => ratioOf(samplesOf(rates, 'ours'), samplesOf(rates, name));
    return {
      series: [...costs, ...rates],
      findings: [
        { key: 'net_ns_pass_vs_xdpfilter', samples: netRatio('pass'), goal: { atMost: 0.45 } },
        { key: 'net_ns_drop_vs_xdpfilter', samples: netRatio('drop'), goal: { atMost: 0.45 } },
        { key: 'drop_vs_empty', samples: versus('empty program'), goal: { atLeast: 0.8 } },
        { key: 'drop_vs_xdpfilter', samples: versus('xdp-filter'), goal: { atLeast: 1.35 } },
        { key: 'drop_vs_nft', samples: versus('nft'), goal: { atLeast: 2.3 } },
        { key: 'drop_vs_tc', samples: versus('tc') },
      ],
    };
  });
}

/** The empty program drops either: its cost is that of the loop around it. */
function costCase(
  { libbpf }: Bench,
  { contender, programFd }: AttachedContender,
  verdict: 'pass' | 'drop',
  frame: Uint8Array,
) {
  return {
    name: `${contender.name}, ${verdict}`,
    unit: 'ns/packet',
    run: () => {
      // Of this thread alone: what other processes took meanwhile is not in it.
      const before = process.threadCpuUsage();
      runTest(libbpf, programFd, {
        data_in: frame,
        data_size_in: frame.length,
        repeat: REPEAT,
      });
      const { user, system } = process.threadCpuUsage(before);
      return ((user + system) * 1000) / REPEAT;
    },
  };
}
