import type { Contender } from '../contender.ts';
import { runTool } from '../run-tool.ts';

/** xdp-filter of xdp-tools as its manual has it: all features, everything passes but one source. */
export function xdpFilter(blockedSource: string): Contender {
  let loadedOn: string | undefined;
  return {
    name: 'xdp-filter',
    isXdp: true,
    async attach(interfaceName) {
      runTool('xdp-filter', ['load', '--mode', 'native', interfaceName]);
      loadedOn = interfaceName;
      runTool('xdp-filter', ['ip', '--mode', 'src', blockedSource]);
    },
    async detach() {
      if (loadedOn !== undefined) runTool('xdp-filter', ['unload', loadedOn]);
    },
  };
}
