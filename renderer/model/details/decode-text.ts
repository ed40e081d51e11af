import type { DetailNode } from './detail-tree.ts';
import { nodeText } from './detail-tree.ts';

/** The whole tree, one line for each node, indented. */
export function decodeText(nodes: readonly DetailNode[]): string {
  return nodes.map(lines).join('\n');
}

function lines(node: DetailNode): string {
  const problem = node.problem ? ` [${node.problem.kind}: ${node.problem.text}]` : '';
  const own = `${'  '.repeat(node.depth)}${nodeText(node)}${problem}`;
  return [own, ...node.children.map(lines)].join('\n');
}
