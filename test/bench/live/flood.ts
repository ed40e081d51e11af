/** What being watched costs a flood that is dropped: with every default, beside an engine nobody looks at. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Accounting, inFlight } from '../../../electron/contract/accounting.ts';
import type { Libbpf } from '../../../electron/engine/ffi/libbpf.ts';
import { expectOk } from '../../support/expect-ok.ts';
import { TestEngine } from '../../support/test-engine.ts';
import { withAttached } from '../dataplane/attached.ts';
import type { Contender } from '../dataplane/contender.ts';
import { samplesOf } from '../dataplane/experiment.ts';
import { BLOCKED_SOURCE, frameFrom } from '../dataplane/frame.ts';
import { LiveGenerator } from '../dataplane/live-generator.ts';
import { rateCases } from '../dataplane/rate-cases.ts';
import { interleaved } from '../interleaved.ts';
import type { Finding } from '../report.ts';
import { ratioOf } from '../statistics.ts';
import { OWN_NAMESPACE } from './live-app.ts';

/** For what is still on its way when the flood has ended. */
const PATIENCE_MS = 10_000;

export async function flood(
  libbpf: Libbpf,
  rounds: number,
  durationMs: number,
): Promise<Finding[]> {
  using generator = await LiveGenerator.open(libbpf);
  const watched = blocking('events on', true);
  const contenders = [watched.contender, blocking('events off', false).contender];
  // Awaited here: the generator goes when this function is left.
  return await withAttached(libbpf, contenders, async (attached) => {
    const bench = { libbpf, generator, rounds, durationMs };
    const rates = await interleaved(
      rounds,
      rateCases(bench, attached, frameFrom(BLOCKED_SOURCE), 'same'),
    );
    await watched.check();
    const [on, off] = ['events on', 'events off'].map((name) => samplesOf(rates, name));
    return [
      {
        key: 'flood_drop_rate_events_on_vs_off',
        samples: ratioOf(on ?? [], off ?? []),
        goal: { atLeast: 0.9 },
      },
      { key: 'flood_million_per_s_events_on', samples: on ?? [] },
    ];
  });
}

interface Blocking {
  readonly contender: Contender;
  /** Throws unless every packet is accounted for. */
  check(): Promise<void>;
}

function blocking(name: string, isWatched: boolean): Blocking {
  let engine: TestEngine | undefined;
  let accounting: Accounting | undefined;
  let received = 0;
  return {
    contender: {
      name,
      isXdp: true,
      async attach(interfaceName) {
        engine = await TestEngine.start(OWN_NAMESPACE);
        const { client } = engine;
        expectOk(await client.call('addRule', { line: `drop src ${BLOCKED_SOURCE}` }));
        expectOk(await client.call('attach', { interface: interfaceName }));
        if (!isWatched) return;
        client.on('accounting', (value) => {
          accounting = value;
        });
        client.onPackets(({ count }) => {
          received += count;
        });
        expectOk(await client.call('watchPackets'));
      },
      async detach() {
        await engine?.[Symbol.asyncDispose]();
      },
    },
    async check() {
      const addsUp = () =>
        accounting && inFlight(accounting) === 0 && received === accounting.delivered;
      for (const endMs = Date.now() + PATIENCE_MS; !addsUp(); await wait(50)) {
        if (Date.now() > endMs) {
          throw new Error(`${JSON.stringify(accounting)} and ${received} received do not add up.`);
        }
      }
    },
  };
}
