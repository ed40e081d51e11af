/** A list of a million prefixes under sources from everywhere, and how long it takes to be in force. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { interleaved } from '../interleaved.ts';
import type { Measurements } from '../report.ts';
import { ratioOf } from '../statistics.ts';
import { withAttached } from './attached.ts';
import { lpmTrie } from './contenders/lpm-trie.ts';
import { ours } from './contenders/ours.ts';
import { type Bench, samplesOf } from './experiment.ts';
import { DESTINATION_PORT, frameFrom, OTHER_SOURCE } from './frame.ts';
import { loadSeconds } from './load-seconds.ts';
import { listText, randomPrefixes } from './prefixes.ts';
import { rateCases } from './rate-cases.ts';

const PREFIXES = 1_000_000;
const SEED = 1;
const LIST = 'million';
/**
 * The second rule drops what is not in the list: a frame that passes would cost its way through the
 * network stack, which is no part of the question. The trie's program drops everything as well.
 */
const RULES = [`drop src list ${LIST}`, `drop udp dport ${DESTINATION_PORT}`];

export async function millionPrefixes(bench: Bench): Promise<Measurements> {
  using directory = temporaryDirectory();
  const prefixes = randomPrefixes(PREFIXES, SEED);
  const path = `${directory.path}/list.txt`;
  writeFileSync(path, listText(prefixes));
  const contenders = [
    ours('ours', { rules: RULES, lists: { [LIST]: path } }),
    lpmTrie(bench.libbpf, prefixes),
  ];
  const rates = await withAttached(bench.libbpf, contenders, async (attached) => {
    const cases = rateCases(bench, attached, frameFrom(OTHER_SOURCE), 'random');
    return await interleaved(bench.rounds, cases);
  });
  const versus = ratioOf(samplesOf(rates, 'ours'), samplesOf(rates, 'LPM trie'));
  const seconds = await loadSeconds(bench.rounds, PREFIXES);
  return {
    series: rates,
    findings: [
      { key: 'million_prefixes_vs_lpm_trie', samples: versus, goal: { atLeast: 4 } },
      { key: 'million_prefixes_load_s', samples: seconds, goal: { atMost: 0.5 } },
    ],
  };
}

function temporaryDirectory(): Disposable & { readonly path: string } {
  const path = mkdtempSync(`${tmpdir()}/portcullis-bench-`);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}
