/** 1,000 rules of three criteria, of 16 shapes, and only the last one matches what comes. */
import { Random } from '../../support/random.ts';
import { interleaved } from '../interleaved.ts';
import type { Measurements } from '../report.ts';
import { ratioOf } from '../statistics.ts';
import { withAttached } from './attached.ts';
import { nft } from './contenders/nft.ts';
import { ours } from './contenders/ours.ts';
import { type Bench, samplesOf } from './experiment.ts';
import { BLOCKED_SOURCE, DESTINATION, DESTINATION_PORT, frameFrom } from './frame.ts';
import { ipv4Number, ipv4Text, networkOf } from './ipv4.ts';
import { rateCases } from './rate-cases.ts';

const RULES = 1000;
const SEED = 4;
/** For sources and for destinations: 16 pairs. */
const LENGTHS = [8, 16, 24, 32] as const;

/** The three criteria of a rule: the port is UDP's. */
interface Criteria {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
}

export async function thousandRules(bench: Bench): Promise<Measurements> {
  const rules = criteriaOfRules();
  const contenders = [
    ours('ours, 1,000 rules', { rules: rules.map(ourRule) }),
    ours('ours, one rule', { rules: rules.slice(-1).map(ourRule) }),
    nft(rules.map(nftRule), 'nft, 1,000 rules'),
  ];
  return withAttached(bench.libbpf, contenders, async (attached) => {
    const cases = rateCases(bench, attached, frameFrom(BLOCKED_SOURCE), 'same');
    const rates = await interleaved(bench.rounds, cases);
    const [many, one, theirs] = contenders.map(({ name }) => samplesOf(rates, name));
    if (!many || !one || !theirs) throw new Error('there is a series for each');
    return {
      series: rates,
      findings: [
        { key: 'thousand_rules_vs_nft', samples: ratioOf(many, theirs), goal: { atLeast: 60 } },
        { key: 'thousand_rules_vs_one_rule', samples: ratioOf(many, one), goal: { atLeast: 0.3 } },
      ],
    };
  });
}

/** Shapes in turn. All but the last ask for another source than that of the frames. */
function criteriaOfRules(): Criteria[] {
  const random = new Random(SEED);
  const blocked = ipv4Number(BLOCKED_SOURCE);
  const prefix = (length: number): string =>
    `${ipv4Text(networkOf(random.below(0x1_0000_0000), length))}/${length}`;
  const rules: Criteria[] = [];
  while (rules.length < RULES - 1) {
    const length = LENGTHS[rules.length % 4] as number;
    const source = prefix(length);
    if (ipv4Number(source.split('/')[0] ?? '') === networkOf(blocked, length)) continue;
    const destination = prefix(LENGTHS[Math.floor(rules.length / 4) % 4] as number);
    rules.push({ source, destination, port: 1 + random.below(65_535) });
  }
  return [...rules, { source: BLOCKED_SOURCE, destination: DESTINATION, port: DESTINATION_PORT }];
}

function ourRule({ source, destination, port }: Criteria): string {
  return `drop udp src ${source} dst ${destination} dport ${port}`;
}

function nftRule({ source, destination, port }: Criteria): string {
  return `ip saddr ${source} ip daddr ${destination} udp dport ${port} drop`;
}
