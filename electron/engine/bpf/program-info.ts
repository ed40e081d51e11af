import type { Libbpf } from '../ffi/libbpf.ts';
import { closeFd } from '../ffi/libc.ts';

/** `struct bpf_prog_info`, as far as it is read: id at 4, name at 64. <linux/bpf.h> */
const INFO_BYTES = 128;
const ID_OFFSET = 4;
const NAME_OFFSET = 64;
const NAME_BYTES = 16;

export interface ProgramInfo {
  readonly id: number;
  readonly name: string;
}

export function programInfo(libbpf: Libbpf, fd: number): ProgramInfo | undefined {
  const info = new Uint8Array(INFO_BYTES);
  if (libbpf.infoByFd(fd, info, [INFO_BYTES]) !== 0) return undefined;
  const name = info.subarray(NAME_OFFSET, NAME_OFFSET + NAME_BYTES);
  const end = name.indexOf(0);
  return {
    id: new DataView(info.buffer).getUint32(ID_OFFSET, true),
    name: Buffer.from(name.subarray(0, end < 0 ? undefined : end)).toString('latin1'),
  };
}

/** The name of any program on this machine; `undefined` without CAP_SYS_ADMIN. */
export function programNameById(libbpf: Libbpf, id: number): string | undefined {
  const fd = libbpf.programFdById(id);
  if (fd < 0) return undefined;
  try {
    return programInfo(libbpf, fd)?.name;
  } finally {
    closeFd(fd);
  }
}
