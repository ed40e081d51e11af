/** The queueing discipline that classifiers hang at: made if it is missing, removed if it was ours. */
import { fail, ok, type Result } from '../../contract/result.ts';
import { BPF_TC_EGRESS, BPF_TC_INGRESS, type Libbpf } from '../ffi/libbpf.ts';
import {
  CLSACT_EGRESS,
  CLSACT_INGRESS,
  listTcFilters,
  qdiscForClassifiers,
} from '../network/tc-filters.ts';
import { type EgressTarget, egressRefused } from './egress-link.ts';
import { errnoName } from './errno.ts';

/** Gives whether it was made here. Fails with `interface-busy` where an `ingress` qdisc is. */
export function ensureClsact(libbpf: Libbpf, target: EgressTarget): Result<boolean> {
  // Looked at first: the kernel takes an egress filter at an ingress qdisc, and runs it on the way in.
  const there = qdiscForClassifiers(target.ifindex);
  if (there === 'clsact') return ok(false);
  if (there !== undefined) return placeTaken(target, there);
  const result = libbpf.createTcHook({ ifindex: target.ifindex, attach_point: BPF_TC_EGRESS });
  if (result === 0) return ok(true);
  if (errnoName(result) !== 'EEXIST') return egressRefused(target, result);
  // Somebody was faster.
  const other = qdiscForClassifiers(target.ifindex);
  return other === 'clsact' ? ok(false) : placeTaken(target, other ?? 'unknown');
}

/** For one that we made: it stays where somebody else came to use it, on either side. */
export function removeUnusedClsact(libbpf: Libbpf, ifindex: number): void {
  const sides = [CLSACT_INGRESS, CLSACT_EGRESS] as const;
  const isUnused = sides.every((side) => listTcFilters(ifindex, side)?.length === 0);
  if (!isUnused || qdiscForClassifiers(ifindex) !== 'clsact') return;
  libbpf.destroyTcHook({ ifindex, attach_point: BPF_TC_INGRESS | BPF_TC_EGRESS });
}

function placeTaken({ name }: EgressTarget, kind: string): Result<never> {
  return fail(
    'interface-busy',
    `What leaves ${name} cannot be filtered: a queueing discipline "${kind}" has the place of "clsact".`,
    'Portcullis never takes over. Whoever made it can use "clsact" instead, which does the same and more.',
  );
}
