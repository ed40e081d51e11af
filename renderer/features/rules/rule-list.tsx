// biome-ignore-all lint/a11y/useSemanticElements: a windowed grid has no table layout
// biome-ignore-all lint/a11y/useFocusableInteractive: its rows take the focus in turn
import { ContextMenu } from 'radix-ui';
import { type MouseEvent, useMemo, useRef, useState } from 'react';
import { RULE_ROW_HEIGHT, rowWindow } from '../../model/row-window.ts';
import { ruleIndex } from '../../model/rule-index.ts';
import { findingText } from '../../model/rules/finding-text.ts';
import { listItems, type RuleItem } from '../../model/rules/list-items.ts';
import { useEngine, useNow } from '../../stores/application-context.ts';
import { useRulesModel, useRulesView } from '../../stores/rules-context.ts';
import { NEW_RULE } from '../../stores/rules-view-store.ts';
import { useElementHeight } from '../../ui/use-element-height.ts';
import { HeadingRow, NoteRow } from './list-notes.tsx';
import styles from './rule-list.module.css';
import { RuleMenu } from './rule-menu.tsx';
import { RuleRow } from './rule-row.tsx';
import { useActiveRow } from './use-active-row.ts';
import { usePlace } from './use-place.ts';
import { useRuleDrag } from './use-rule-drag.ts';
import { useRuleKeys } from './use-rule-keys.ts';

/** Of the first heading, above the first rule. */
const ABOVE_RULES = RULE_ROW_HEIGHT;

/** The rules in order. Only those in sight are drawn, however many there are. */
export function RuleList() {
  const { editor } = useRulesModel();
  const book = useEngine((state) => state.rules);
  const find = useRulesView((state) => state.find);
  const selected = useRulesView((state) => state.selected);
  const drafts = useRulesView((state) => state.drafts);
  const now = useNow(book.rules.some(({ expiry }) => expiry !== undefined));
  const items = useMemo(() => listItems(book, find), [book, find]);
  const findings = useMemo(() => {
    const index = ruleIndex(book);
    return new Map(
      book.findings.map((each) => [each.ruleId, findingText(each, (id) => index.place(id))]),
    );
  }, [book]);

  const scroller = useRef<HTMLDivElement>(null);
  const height = useElementHeight(scroller);
  const [scrollTop, setScrollTop] = useState(0);
  const view = rowWindow(items.length, scrollTop, height, RULE_ROW_HEIGHT);
  const active = useActiveRow(items, scroller, { selected, height });
  const [menuItem, setMenuItem] = useState<RuleItem>();
  const canMove = find.trim() === '';
  const drag = useRuleDrag(scroller, book.rules, ABOVE_RULES);
  const newPlace = usePlace(NEW_RULE);
  const gap = drag.gap ?? (canMove && selected === NEW_RULE ? newPlace : undefined);
  const onKeyDown = useRuleKeys({
    items,
    active,
    canMove,
    pageRows: Math.floor(height / RULE_ROW_HEIGHT) - 1,
  });

  // The active row stays, in sight or not: it may have the focus.
  const indexes = indexesShown(view.firstIndex, view.endIndex, active.index);
  const onContextMenu = (event: MouseEvent) => {
    const key = keyAt(event.target);
    const item = items.find((each) => each.key === key);
    if (item?.kind !== 'rule') {
      event.preventDefault();
      return;
    }
    active.set(item.key);
    setMenuItem(item);
  };

  return (
    <div
      role="grid"
      aria-label="Rules"
      aria-rowcount={items.length + 1}
      aria-colcount={COLUMNS.length}
      className={styles.grid}
      onKeyDown={onKeyDown}
    >
      <HeadRow />
      <ContextMenu.Root modal={false} onOpenChange={(open) => !open && setMenuItem(undefined)}>
        <ContextMenu.Trigger asChild>
          <div
            ref={scroller}
            role="rowgroup"
            tabIndex={-1}
            className={styles.scroller}
            onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
            onContextMenuCapture={onContextMenu}
          >
            <div
              role="presentation"
              className={styles.rows}
              style={{ height: items.length * RULE_ROW_HEIGHT }}
            >
              {indexes.map((index) => {
                const item = items[index];
                if (item === undefined) return null;
                if (item.kind === 'heading') {
                  return <HeadingRow key={item.key} index={index} item={item} />;
                }
                if (item.kind === 'note') {
                  return <NoteRow key={item.key} index={index} text={item.text} />;
                }
                return (
                  <RuleRow
                    key={item.key}
                    index={index}
                    item={item}
                    finding={findings.get(item.key)}
                    now={now}
                    active={index === active.index}
                    selected={item.key === selected}
                    edited={drafts.has(item.key)}
                    dragged={item.key === drag.draggedId}
                    marked={item === menuItem}
                    onFocus={active.set}
                    onOpen={editor.select}
                    onGrab={canMove ? drag.grab : undefined}
                  />
                );
              })}
              {gap !== undefined && (
                <i className={styles.mark} style={{ top: ABOVE_RULES + gap * RULE_ROW_HEIGHT }} />
              )}
            </div>
          </div>
        </ContextMenu.Trigger>
        {menuItem && <RuleMenu item={menuItem} canMove={canMove} />}
      </ContextMenu.Root>
    </div>
  );
}

const COLUMNS = [
  { name: 'No.', right: true },
  { name: 'On' },
  { name: 'Verdict' },
  { name: 'Rule' },
  { name: 'Name' },
  { name: 'Hits', right: true },
  { name: 'Last hit', right: true },
  { name: 'Time left', right: true },
  { name: 'Dropped, last 60 s', className: styles.shape },
  { name: 'Menu', unseen: true },
  { name: 'Move', unseen: true },
] as const satisfies readonly {
  name: string;
  right?: true;
  unseen?: true;
  className?: string | undefined;
}[];

function HeadRow() {
  return (
    <div role="row" aria-rowindex={1} className={styles.head}>
      {COLUMNS.map((column) => (
        <span
          key={column.name}
          role="columnheader"
          className={
            'right' in column ? 'num' : 'className' in column ? column.className : undefined
          }
        >
          {'unseen' in column ? <span className="unseen">{column.name}</span> : column.name}
        </span>
      ))}
    </div>
  );
}

function indexesShown(first: number, end: number, active: number): readonly number[] {
  const indexes = Array.from({ length: Math.max(0, end - first) }, (_, offset) => first + offset);
  if (active >= 0 && active < first) return [active, ...indexes];
  return active >= end ? [...indexes, active] : indexes;
}

function keyAt(target: EventTarget): string | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-key]') : null;
  return row?.dataset.key;
}
