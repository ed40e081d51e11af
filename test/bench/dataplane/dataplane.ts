/**
 * The data plane beside others that drop packets, in one run: an empty XDP program, xdp-filter, nft,
 * tc, an LPM trie. Needs root, and the packages xdp-tools, nftables, ethtool and clang.
 */
import { bindLibbpf } from '../../../electron/engine/ffi/libbpf.ts';
import { openLibrary } from '../../../electron/engine/ffi/library.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { RESOURCES } from '../../support/paths.ts';
import { type Finding, printMeasurements, valuesOf } from '../report.ts';
import type { Bench, Experiment } from './experiment.ts';
import { LiveGenerator } from './live-generator.ts';
import { millionPrefixes } from './million-prefixes.ts';
import { oneAddress } from './one-address.ts';
import { thousandRules } from './thousand-rules.ts';

const EXPERIMENTS: Readonly<Record<string, Experiment>> = {
  'One blocked address': oneAddress,
  '1,000,000 prefixes, sources from everywhere': millionPrefixes,
  '1,000 rules of three criteria, the last one matching': thousandRules,
};

/** `quick`: whether everything works, not how fast. Gives the ratios by name. */
export async function dataplane(quick: boolean): Promise<Readonly<Record<string, number>>> {
  const libbpf = bindLibbpf(expectOk(openLibrary('libbpf.so.1', `${RESOURCES}/lib`)));
  libbpf.silence();
  using generator = await LiveGenerator.open(libbpf);
  const size = quick ? { rounds: 2, durationMs: 50 } : { rounds: 25, durationMs: 150 };
  const bench: Bench = { libbpf, generator, ...size };
  const findings: Finding[] = [];
  for (const [title, experiment] of Object.entries(EXPERIMENTS)) {
    const measured = await experiment(bench);
    printMeasurements(title, measured);
    findings.push(...measured.findings);
  }
  return valuesOf(findings);
}
