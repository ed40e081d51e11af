/** Looks at the machine, this process and every interface. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Diagnosis, Finding } from '../../contract/doctor.ts';
import type { Result } from '../../contract/result.ts';
import type { Attachment } from '../../contract/state.ts';
import { queryHolder } from '../bpf/xdp-link.ts';
import type { Libbpf } from '../ffi/libbpf.ts';
import { readFrameMerging } from '../network/frame-merging.ts';
import { listInterfaces } from '../network/interfaces.ts';
import { listTcPrograms } from '../network/tc-programs.ts';
import { readXdpFeatures } from '../network/xdp-features.ts';
import { describeHolder, findLockHolder } from '../storage/engine-lock.ts';
import { fault, good, note } from './finding.ts';
import { examineMachine } from './machine.ts';
import { examineInterface } from './one-interface.ts';
import { examineProcess, openLibbpf } from './this-process.ts';

/** More would bury the rest: machines with hundreds of virtual interfaces exist. */
const MAX_INTERFACES = 32;

export interface DoctorSurroundings {
  /** Holds bpf/ and, in a package, lib/. */
  readonly resourcesDirectory: string;
  /** Where an engine of this user would have its lock. Absent: there is none. */
  readonly runtimeDirectory?: string | undefined;
  /** Of the engine that asks. */
  readonly attachments?: readonly Attachment[];
}

/** Changes nothing and needs no privileges; what it may not look at it says. */
export async function diagnose(at: DoctorSurroundings): Promise<Diagnosis> {
  const libbpf = openLibbpf(at.resourcesDirectory);
  const [machine, process, interfaces] = await Promise.all([
    examineMachine(),
    examineProcess(at.resourcesDirectory, libbpf),
    examineInterfaces(at, libbpf),
  ]);
  return { timeMs: Date.now(), findings: [...machine, ...process, ...interfaces] };
}

async function examineInterfaces(
  at: DoctorSurroundings,
  libbpf: Result<Libbpf>,
): Promise<Finding[]> {
  const topic = { check: 'iproute2', subject: 'iproute2' };
  const library = libbpf.ok ? libbpf.value : undefined;
  const listed = await listInterfaces((ifindex) => library && queryHolder(library, ifindex));
  if (!listed.ok) return [fault(topic, listed.error)];
  const findings = [good(topic, 'It lists the network interfaces.')];
  const links = listed.value.slice(0, MAX_INTERFACES);
  if (links.length < listed.value.length) {
    const topic = { check: 'interfaces', subject: 'Interfaces' };
    const sentence = `Only ${links.length} of ${listed.value.length} interfaces were looked at.`;
    findings.push(note(topic, sentence));
  }
  const features = readXdpFeatures();
  const engine = at.runtimeDirectory ? findLockHolder(at.runtimeDirectory) : undefined;
  for (const link of links) {
    // Each is a few questions to the kernel; between two, the rest of the process has its turn.
    await nextTurn();
    findings.push(
      ...examineInterface({
        link,
        attachment: at.attachments?.find(
          ({ ifindex, state }) => ifindex === link.ifindex && state === 'attached',
        ),
        engine: engine?.interfaces.includes(link.name) ? describeHolder(engine) : undefined,
        features: features?.get(link.ifindex),
        merging: readFrameMerging(link.name),
        tc: listTcPrograms(link.ifindex, library),
        sawHolder: library !== undefined,
      }),
    );
  }
  return findings;
}
