import type { KeyboardEvent } from 'react';
import type { DetailNode } from '../../model/details/detail-tree.ts';

interface Tree {
  readonly lines: readonly DetailNode[];
  readonly focused: string | undefined;
  readonly isOpen: (node: DetailNode) => boolean;
  readonly toggle: (node: DetailNode) => void;
}

/** Keys of a tree, as the ARIA practices have them. Answers the line that has the focus then. */
export function moveInTree(event: KeyboardEvent, tree: Tree): string | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey) return undefined;
  const { lines, focused, isOpen, toggle } = tree;
  const at = lines.findIndex(({ id }) => id === focused);
  const node = lines[at];
  const idAt = (index: number) => lines[Math.min(lines.length - 1, Math.max(0, index))]?.id;
  switch (event.key) {
    case 'ArrowDown':
      return idAt(at + 1);
    case 'ArrowUp':
      return idAt(at < 0 ? 0 : at - 1);
    case 'Home':
      return idAt(0);
    case 'End':
      return idAt(lines.length - 1);
    case 'PageDown':
      return idAt(at + 8);
    case 'PageUp':
      return idAt(at - 8);
    case 'ArrowRight':
      if (!node || node.children.length === 0) return focused;
      if (isOpen(node)) return idAt(at + 1);
      toggle(node);
      return focused;
    case 'ArrowLeft':
      if (!node) return focused;
      if (node.children.length > 0 && isOpen(node)) {
        toggle(node);
        return focused;
      }
      return parentOf(lines, at) ?? focused;
    case 'Enter':
    case ' ':
      if (node && node.children.length > 0) toggle(node);
      return focused ?? idAt(0);
    default:
      return undefined;
  }
}

function parentOf(lines: readonly DetailNode[], at: number): string | undefined {
  const depth = lines[at]?.depth ?? 0;
  return lines.slice(0, at).findLast((line) => line.depth < depth)?.id;
}
