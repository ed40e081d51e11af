/** XDP programs of the bench's own: the empty one, and others to compare with. */
import { BpfObject } from '../../../../electron/engine/bpf/bpf-object.ts';
import { type Libbpf, XDP_FLAGS_DRV_MODE } from '../../../../electron/engine/ffi/libbpf.ts';
import { closeFd } from '../../../../electron/engine/ffi/libc.ts';
import { interfaceIndex } from '../../../../electron/engine/ffi/libc-socket.ts';
import { expectOk } from '../../../support/expect-ok.ts';
import { withBpfObject } from '../../../support/with-bpf-object.ts';
import type { Contender } from '../contender.ts';

/** What an XDP program costs that does nothing but drop. */
export function emptyProgram(libbpf: Libbpf): Contender {
  const source = `
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("xdp") int drop(struct xdp_md *ctx) { return XDP_DROP; }
`;
  return ownProgram(libbpf, 'empty program', source, 'drop');
}

/** A program from C, attached natively. `fill` puts into its maps what it needs. */
export function ownProgram(
  libbpf: Libbpf,
  name: string,
  source: string,
  program: string,
  fill: (object: BpfObject) => Promise<void> = async () => {},
): Contender {
  let object: BpfObject | undefined;
  let linkFd = -1;
  return {
    name,
    isXdp: true,
    async attach(interfaceName) {
      object = await withBpfObject(source, async (path) => {
        const opened = expectOk(BpfObject.open(libbpf, path));
        expectOk(await opened.load());
        return opened;
      });
      await fill(object);
      const fd = libbpf.programFd(object.program(program));
      linkFd = libbpf.createXdpLink(fd, interfaceIndex(interfaceName), XDP_FLAGS_DRV_MODE);
      if (linkFd < 0) throw new Error(`${name} was not attached (${linkFd}).`);
    },
    async detach() {
      if (linkFd >= 0) closeFd(linkFd);
      linkFd = -1;
      object?.[Symbol.dispose]();
    },
  };
}
