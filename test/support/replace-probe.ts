/** Attaches to an interface, then puts a new program in place of the old one on every line it reads. */
import { createInterface } from 'node:readline';
import { DataPlane } from '../../electron/engine/bpf/data-plane.ts';
import { attachXdp } from '../../electron/engine/bpf/xdp-link.ts';
import { listInterfaces } from '../../electron/engine/network/interfaces.ts';
import { expectOk } from './expect-ok.ts';
import { RESOURCES } from './paths.ts';

const plane = expectOk(await DataPlane.open(RESOURCES));
const target = expectOk(await listInterfaces(() => undefined)).find(
  ({ name }) => name === process.argv[2],
);
if (!target) throw new Error(`no interface ${process.argv[2]}`);
let link = expectOk(await attachXdp(plane, target, 0));
console.log(link.programId);
for await (const _ of createInterface({ input: process.stdin })) {
  link = expectOk(
    link.replace(expectOk(await plane.loadProgram({ interfaceSlot: 0, hasFrags: false }))),
  );
  console.log(link.programId);
}
link[Symbol.dispose]();
plane[Symbol.dispose]();
