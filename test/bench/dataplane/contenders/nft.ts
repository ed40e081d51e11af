import type { Contender } from '../contender.ts';
import { runTool } from '../run-tool.ts';

/** nftables at the earliest hook that it has. `rules` are lines of a chain, first one first. */
export function nft(rules: readonly string[], title = 'nft'): Contender {
  let table: string | undefined;
  return {
    name: title,
    isXdp: false,
    async attach(interfaceName) {
      const chain = `type filter hook ingress device "${interfaceName}" priority 0; policy accept;`;
      const name = `bench_${interfaceName}`;
      const file = [`table netdev ${name} {`, 'chain ingress {', chain, ...rules, '}', '}'];
      runTool('nft', ['--file', '-'], file.join('\n'));
      table = name;
    },
    async detach() {
      if (table !== undefined) runTool('nft', ['delete', 'table', 'netdev', table]);
    },
  };
}
