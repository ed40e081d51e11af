import type { Libbpf } from '../../../electron/engine/ffi/libbpf.ts';
import { closeFd } from '../../../electron/engine/ffi/libc.ts';
import type { Contender } from './contender.ts';
import { makeVethPair, type VethPair } from './veth-pair.ts';

export interface AttachedContender {
  readonly contender: Contender;
  readonly pair: VethPair;
  /** The program at the XDP hook; -1 for contenders that are not there. */
  readonly programFd: number;
}

/** Each on a pair of interfaces of its own while `use` runs; gone afterwards, also when that fails. */
export async function withAttached<T>(
  libbpf: Libbpf,
  contenders: readonly Contender[],
  use: (attached: readonly AttachedContender[]) => Promise<T>,
): Promise<T> {
  await using cleanUp = new AsyncDisposableStack();
  const attached: AttachedContender[] = [];
  for (const contender of contenders) {
    const pair = makeVethPair(contender.isXdp);
    cleanUp.defer(() => pair.remove());
    cleanUp.defer(() => contender.detach());
    await contender.attach(pair.receiver);
    const programFd = contender.isXdp ? programOn(libbpf, pair.receiverIfindex) : -1;
    if (programFd >= 0) cleanUp.defer(() => void closeFd(programFd));
    attached.push({ contender, pair, programFd });
  }
  return await use(attached);
}

function programOn(libbpf: Libbpf, ifindex: number): number {
  const query = libbpf.queryXdp(ifindex);
  if (typeof query === 'number') throw new Error(`The XDP hook cannot be read (${query}).`);
  const fd = libbpf.programFdById(query.prog_id || query.drv_prog_id);
  if (fd < 0) throw new Error(`The program at the XDP hook cannot be opened (${fd}).`);
  return fd;
}
