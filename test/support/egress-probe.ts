/**
 * Filters what leaves an interface with a program of an object, and does what the lines on its input
 * say. Answers each with a line of JSON.
 */
import { createInterface } from 'node:readline';
import { BpfObject } from '../../electron/engine/bpf/bpf-object.ts';
import type { EgressKind } from '../../electron/engine/bpf/egress-link.ts';
import { attachEgress } from '../../electron/engine/bpf/tc-link.ts';
import { bindLibbpf } from '../../electron/engine/ffi/libbpf.ts';
import { interfaceIndex } from '../../electron/engine/ffi/libc-socket.ts';
import { openLibrary } from '../../electron/engine/ffi/library.ts';
import { withdrawCapabilitiesFromChildren } from '../../electron/engine/privileges/ambient.ts';
import { expectOk } from './expect-ok.ts';
import { RESOURCES } from './paths.ts';

export interface ProbeAnswer {
  readonly kind: EgressKind;
  readonly programId: number;
  readonly isInPlace: boolean;
  /** Code of the last failure. */
  readonly failure?: string;
}

const [objectPath = '', device = '', kind = ''] = process.argv.slice(2);
withdrawCapabilitiesFromChildren();
const libbpf = bindLibbpf(expectOk(openLibrary('libbpf.so.1', `${RESOURCES}/lib`)));
libbpf.silence();
const object = expectOk(BpfObject.open(libbpf, objectPath));
expectOk(await object.load());
const fdOf = (program: string): number => libbpf.programFd(object.program(program));

/** Of no interface. */
const NO_IFINDEX = 0x7fff_0000;
const target = { name: device, ifindex: interfaceIndex(device) || NO_IFINDEX };
const options = kind === '' ? {} : { kind: kind as EgressKind };
const attached = await attachEgress(libbpf, target, fdOf('portcullis_tc'), options);
if (attached.ok) {
  const link = attached.value;
  const answer = (failure?: string): void => {
    const state = { kind: link.kind, programId: link.programId, isInPlace: link.isInPlace() };
    console.log(JSON.stringify(failure === undefined ? state : { ...state, failure }));
  };
  answer();
  for await (const line of createInterface({ input: process.stdin })) {
    const [verb = '', program = ''] = line.split(' ');
    if (verb === 'replace') {
      const replaced = link.replace(fdOf(program));
      answer(replaced.ok ? undefined : replaced.error.code);
    } else if (verb === 'dispose') {
      link[Symbol.dispose]();
      answer();
    } else {
      answer();
    }
  }
} else {
  console.log(JSON.stringify(attached.error));
}
