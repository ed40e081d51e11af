/** Filters an interface, then gets a new generation of programs for every line it reads. */
import { createInterface } from 'node:readline';
import { DEFAULT_SETTINGS } from '../../electron/contract/settings.ts';
import { Filter } from '../../electron/engine/filter.ts';
import { listInterfaces } from '../../electron/engine/network/interfaces.ts';
import { EMPTY_BOOK } from '../../electron/engine/rules/rule-book.ts';
import { expectOk } from './expect-ok.ts';
import { RESOURCES } from './paths.ts';
import { rule } from './rule.ts';

const filter = expectOk(
  await Filter.open(
    { resourcesDirectory: RESOURCES, settings: DEFAULT_SETTINGS },
    {
      save: async () => ({ ok: true, value: null }),
      onChange: () => {},
      onSaveFailed: () => {},
      onTrouble: () => {},
    },
  ),
);
const target = expectOk(await listInterfaces(() => undefined)).find(
  ({ name }) => name === process.argv[2],
);
if (!target) throw new Error(`no interface ${process.argv[2]}`);
expectOk(await filter.attachments.attach(target));
const programId = () => filter.attachments.list[0]?.programId;
console.log(programId());
let port = 1000;
for await (const _ of createInterface({ input: process.stdin })) {
  port += 1;
  const rules = [rule(`count tcp sport ${port} dport ${port}`)];
  expectOk(await filter.rules.load({ ...EMPTY_BOOK, rules }));
  console.log(programId());
}
await filter.rules.stop();
filter[Symbol.dispose]();
