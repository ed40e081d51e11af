/** What the machine brings: its kernel and how that is set up. */
import { access, readFile, statfs } from 'node:fs/promises';
import { release } from 'node:os';
import type { Finding } from '../../contract/doctor.ts';
import { whyNoNamespace } from '../network/user-namespaces.ts';
import { hasSystemRights } from '../privileges/capabilities.ts';
import { readLockdown } from '../refusals/denial.ts';
import { kernelTooOld, LOCKED_DOWN, OLDEST_KERNEL } from '../refusals/sentences.ts';
import { fault, good, note, noteOf } from './finding.ts';

/** The number by which `statfs` tells a bpffs. <linux/magic.h> */
const BPF_FS_MAGIC = 0xcafe4a11;

/** Runs one command, in a namespace that is gone afterwards; else it only reads. */
export async function examineMachine(): Promise<Finding[]> {
  return await Promise.all([
    examineKernel(),
    examineTypes(),
    examineCompiler(),
    examineLockdown(),
    examineUnprivilegedBpf(),
    examineBpfFileSystem(),
    examineNamespaces(),
  ]);
}

function examineKernel(): Finding {
  const topic = { check: 'kernel', subject: 'Kernel' };
  const old = kernelTooOld(release());
  if (old) return fault(topic, old);
  const [version = release()] = /^\d+\.\d+/.exec(release()) ?? [];
  return good(topic, `Linux ${version} is new enough; ${OLDEST_KERNEL} is needed.`, release());
}

async function examineTypes(): Promise<Finding> {
  const topic = { check: 'btf', subject: 'Kernel types' };
  const isThere = await access('/sys/kernel/btf/vmlinux').then(
    () => true,
    () => false,
  );
  if (isThere) return good(topic, 'The kernel describes its types (BTF).');
  return note(
    topic,
    'The kernel does not describe its types (BTF), which the filter does without.',
  );
}

async function examineCompiler(): Promise<Finding> {
  const topic = { check: 'jit', subject: 'JIT compiler' };
  const read = await readSwitch('/proc/sys/net/core/bpf_jit_enable');
  switch (read) {
    case 'absent':
      return note(
        topic,
        'Whether the kernel compiles filter programs (JIT) cannot be read inside this network namespace.',
        'Nothing needs to be done: only the first network namespace shows it.',
      );
    case 'closed':
      return note(
        topic,
        'Whether the kernel compiles filter programs (JIT) is shown to root only.',
        'To see it: sudo sysctl net.core.bpf_jit_enable',
      );
    case '0':
      return note(
        topic,
        'The kernel interprets filter programs instead of compiling them (JIT).',
        'Packets pass faster after: sudo sysctl net.core.bpf_jit_enable=1',
      );
    default:
      return good(topic, 'The kernel compiles filter programs (JIT).');
  }
}

function examineLockdown(): Finding {
  const topic = { check: 'lockdown', subject: 'Lockdown' };
  switch (readLockdown()) {
    case undefined:
      return good(topic, 'The kernel shows no lockdown.');
    case 'none':
      return good(topic, 'The kernel is not locked down.');
    case 'integrity':
      return good(topic, 'The kernel is locked down to integrity, which leaves the filter alone.');
    case 'confidentiality':
      return noteOf(topic, LOCKED_DOWN);
  }
}

async function examineUnprivilegedBpf(): Promise<Finding> {
  const topic = { check: 'unprivileged-bpf', subject: 'Unprivileged BPF' };
  const read = await readSwitch('/proc/sys/kernel/unprivileged_bpf_disabled');
  switch (read) {
    case 'absent':
    case 'closed':
      return note(
        topic,
        'Whether ordinary users may load BPF programs cannot be seen.',
        'Nothing needs to be done: Portcullis does not depend on it.',
      );
    case '0':
      return note(
        topic,
        'Every user of this machine may load BPF programs, with or without rights.',
        'Portcullis does not need it; to stop it: sudo sysctl kernel.unprivileged_bpf_disabled=2',
      );
    default:
      return good(topic, 'Ordinary users may not load BPF programs.');
  }
}

async function examineBpfFileSystem(): Promise<Finding> {
  const topic = { check: 'bpffs', subject: 'BPF files' };
  const type = await statfs('/sys/fs/bpf').then(
    (found) => found.type,
    () => 0,
  );
  if (type === BPF_FS_MAGIC) return good(topic, 'A bpffs is mounted at /sys/fs/bpf.');
  return note(topic, 'No bpffs is mounted; Portcullis does not need one.');
}

async function examineNamespaces(): Promise<Finding> {
  const topic = { check: 'user-namespaces', subject: 'User namespaces' };
  const reason = await whyNoNamespace();
  if (!reason) return good(topic, 'The playground can have a network namespace of its own.');
  if (!hasSystemRights()) return fault(topic, reason);
  return noteOf(topic, {
    ...reason,
    remedy: 'Nothing needs to be done: root makes a network namespace without them.',
  });
}

async function readSwitch(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : 'closed';
  }
}
