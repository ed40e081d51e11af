/** Portcullis as it is used: an engine in a process of its own, and a client that watches packets. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { expectOk } from '../../../support/expect-ok.ts';
import { makeHome } from '../../../support/make-home.ts';
import { TestEngine } from '../../../support/test-engine.ts';
import type { Contender } from '../contender.ts';

export interface OurRules {
  /** Lines of a rule file, first one first. */
  readonly rules: readonly string[];
  /** Files of prefixes, by the list's name. */
  readonly lists?: Readonly<Record<string, string>>;
}

/** All settings at their defaults, so events are on. */
export function ours(name: string, { rules, lists = {} }: OurRules): Contender {
  let engine: TestEngine | undefined;
  let home: string | undefined;
  return {
    name,
    isXdp: true,
    async attach(interfaceName) {
      home = makeHome();
      engine = await TestEngine.start(OWN_NAMESPACE, { home });
      const { client } = engine;
      for (const [list, path] of Object.entries(lists)) {
        expectOk(await client.call('addList', { name: list, source: { path } }));
      }
      expectOk(await client.call('importRules', { file: rules.join('\n'), replace: true }));
      expectOk(await client.call('attach', { interface: interfaceName }));
      client.onPackets(() => {});
      expectOk(await client.call('watchPackets'));
    },
    async detach() {
      await engine?.stop();
      if (home !== undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}

const OWN_NAMESPACE: Parameters<typeof TestEngine.start>[0] = {
  spawn: (_side, [program = '', ...words], options = {}) => spawn(program, words, options),
};
