// biome-ignore-all lint/a11y/useFocusableInteractive: the tree keeps the focus and names its active line
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the tree listens for all of its lines
import { ChevronDown, ChevronRight } from 'lucide-react';
import {
  Fragment,
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type PointerEvent,
  useMemo,
} from 'react';
import type { TextPart } from '../../../electron/contract/decode/decoded-packet.ts';
import { type DetailNode, innermost, visibleNodes } from '../../model/details/detail-tree.ts';
import { useApplication, useDetails } from '../../stores/application-context.ts';
import { classNames } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './decode-tree.module.css';
import { moveInTree } from './move-in-tree.ts';
import { useValueClick } from './use-value-click.ts';

interface DecodeTreeProps {
  readonly nodes: readonly DetailNode[];
  /** Id of the line that keys act on. */
  readonly focused: string | undefined;
  /** Id of the line whose bytes are lit. */
  readonly lit: string | undefined;
  readonly onFocus: (id: string) => void;
  readonly onHover: (id: string | undefined) => void;
}

export function nodeElementId(id: string): string {
  return `detail-${id}`;
}

/** Layers and their fields. */
export function DecodeTree({ nodes, focused, lit, onFocus, onHover }: DecodeTreeProps) {
  const { details } = useApplication();
  const toggled = useDetails((state) => state.toggled);
  const onValue = useValueClick();
  const innermostPath = innermost(nodes)?.path;
  const lines = useMemo(
    () => visibleNodes(nodes, ({ path }) => toggled.get(path) ?? path === innermostPath),
    [nodes, toggled, innermostPath],
  );
  const isOpen = (node: DetailNode) => toggled.get(node.path) ?? node.path === innermostPath;
  const toggle = (node: DetailNode) => details.toggle(node.path, !isOpen(node));

  const onClick = (event: MouseEvent) => {
    const node = lineAt(event.target);
    if (!node) return;
    if (onValue(event)) return;
    onFocus(node.id);
    if (node.children.length > 0 && isToggle(event.target, node)) toggle(node);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moved = moveInTree(event, { lines, focused, isOpen, toggle });
    if (!moved) return;
    event.preventDefault();
    // The pointer rests where it was; what the keys go to counts.
    onHover(undefined);
    if (moved !== focused) onFocus(moved);
  };
  const onPointerMove = (event: PointerEvent) => onHover(lineAt(event.target)?.id);
  return (
    <div
      role="tree"
      aria-label="Layers and fields"
      tabIndex={0}
      className={styles.tree}
      aria-activedescendant={
        lines.some(({ id }) => id === focused) ? nodeElementId(focused ?? '') : undefined
      }
      onClick={onClick}
      onDoubleClick={(event) => {
        const node = lineAt(event.target);
        if (node && node.children.length > 0 && !isToggle(event.target, node)) toggle(node);
      }}
      onKeyDown={onKeyDown}
      onPointerMove={onPointerMove}
      onPointerLeave={() => onHover(undefined)}
    >
      {lines.map((node) => (
        <Line
          key={node.id}
          node={node}
          isOpen={node.children.length > 0 ? isOpen(node) : undefined}
          isFocused={node.id === focused}
          isLit={node.id === lit}
        />
      ))}
    </div>
  );

  function lineAt(target: EventTarget): DetailNode | undefined {
    const line = target instanceof Element ? target.closest<HTMLElement>('[data-node]') : null;
    return lines.find(({ id }) => id === line?.dataset.node);
  }
}

/** A layer opens wherever it is clicked, as it has no bytes to point out that its fields have not. */
function isToggle(target: EventTarget, node: DetailNode): boolean {
  return node.depth === 0 || (target instanceof Element && target.closest('[data-twist]') !== null);
}

interface LineProps {
  readonly node: DetailNode;
  /** Absent where there is nothing to open. */
  readonly isOpen: boolean | undefined;
  readonly isFocused: boolean;
  readonly isLit: boolean;
}

const Line = memo(function Line({ node, isOpen, isFocused, isLit }: LineProps) {
  const { depth, label, parts, problem } = node;
  return (
    <div
      role="treeitem"
      id={nodeElementId(node.id)}
      aria-level={depth + 1}
      aria-expanded={isOpen}
      aria-selected={isFocused}
      data-node={node.id}
      className={classNames(
        styles.line,
        depth === 0 && styles.layer,
        isLit && styles.lit,
        isFocused && styles.focused,
      )}
      style={{ paddingLeft: depth === 0 ? 8 : 16 + depth * 18 - 8 }}
    >
      <span className={styles.twist} data-twist>
        {isOpen !== undefined && <Icon of={isOpen ? ChevronDown : ChevronRight} size={12} />}
      </span>
      <span className={styles.label} title={label}>
        {label}
      </span>
      <span className={styles.value}>
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line have no other name
          <Fragment key={index}>
            {/* Also for those who hear it. */}
            {index > 0 && ' '}
            <Part part={part} />
          </Fragment>
        ))}{' '}
        {problem && (
          <span className={styles.problem}>
            {problem.kind === 'cut' ? 'cut' : problem.kind === 'long' ? 'too long' : 'malformed'}:{' '}
            {problem.text}
          </span>
        )}
      </span>
    </div>
  );
});

function Part({ part: { text, isValue, filterText } }: { readonly part: TextPart }) {
  if (!isValue) return <span className="dim">{text}</span>;
  if (filterText === undefined) return <span className="mono">{text}</span>;
  return (
    <span
      className={classNames('mono', styles.use)}
      data-filter={filterText}
      data-value={text}
      title={`${filterText}\nShift+click adds it to the filter, Ctrl+click copies it`}
    >
      {text}
    </span>
  );
}
