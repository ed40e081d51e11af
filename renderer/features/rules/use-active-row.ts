import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { RULE_ROW_HEIGHT } from '../../model/row-window.ts';
import type { ListItem } from '../../model/rules/list-items.ts';
import { rowId } from './rule-row.tsx';

export interface ActiveRow {
  /** Among the items; -1 where there is no rule. */
  readonly index: number;
  /** Lets the Tab key reach another row. */
  readonly set: (key: string) => void;
  /** Moves the focus to a row, and scrolls it into sight. */
  readonly focus: (index: number) => void;
}

interface ActiveRowOptions {
  /** The key of what is open. */
  readonly selected: string | undefined;
  /** Of the list, in pixels. */
  readonly height: number;
}

/**
 * The one row that the Tab key reaches; arrows move it. It follows its rule wherever that moves, and
 * stays at its place when the rule is gone.
 */
export function useActiveRow(
  items: readonly ListItem[],
  scroller: RefObject<HTMLElement | null>,
  { selected, height }: ActiveRowOptions,
): ActiveRow {
  const [key, setKey] = useState(selected);
  const lastIndex = useRef(0);
  const index = indexOf(items, key, lastIndex.current);
  lastIndex.current = Math.max(0, index);

  const reveal = useCallback(
    (row: number) => {
      const element = scroller.current;
      if (!element) return;
      const top = row * RULE_ROW_HEIGHT;
      const bottom = top + RULE_ROW_HEIGHT;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (bottom > element.scrollTop + element.clientHeight) {
        element.scrollTop = bottom - element.clientHeight;
      }
    },
    [scroller],
  );

  const hadFocus = useRef(false);
  const wanted = useRef(false);
  const wasOpen = useRef(false);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const enter = () => {
      hadFocus.current = true;
    };
    const leave = (event: FocusEvent) => {
      // A row that is moved or removed loses the focus to nobody.
      if (event.relatedTarget !== null) hadFocus.current = false;
    };
    element.addEventListener('focusin', enter);
    element.addEventListener('focusout', leave);
    return () => {
      element.removeEventListener('focusin', enter);
      element.removeEventListener('focusout', leave);
    };
  }, [scroller]);

  useLayoutEffect(() => {
    const isLost = hadFocus.current && document.activeElement === document.body;
    if (!isLost && !wanted.current) return;
    wanted.current = false;
    const item = items[index];
    if (!item) return;
    reveal(index);
    document.getElementById(rowId(item.key))?.focus({ preventScroll: true });
  });

  const focus = useCallback(
    (row: number) => {
      const item = items[row];
      if (!item) return;
      wanted.current = true;
      setKey(item.key);
      reveal(row);
      document.getElementById(rowId(item.key))?.focus({ preventScroll: true });
    },
    [items, reveal],
  );
  // What is opened from elsewhere comes into sight; what is closed gives the focus back to its row.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when another rule is selected
  useEffect(() => {
    if (selected === undefined) {
      if (wasOpen.current && document.activeElement === document.body) focus(index);
      wasOpen.current = false;
      return;
    }
    wasOpen.current = true;
    const row = items.findIndex((item) => item.key === selected);
    if (row < 0) return;
    setKey(selected);
    reveal(row);
  }, [selected]);

  // A strip, a drawer or a smaller window does not take away what is worked on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the list has another height
  useEffect(() => {
    if (selected !== undefined || hadFocus.current) reveal(index);
  }, [height]);

  return { index, set: setKey, focus };
}

/** The item with this key; else the nearest rule to where it was. */
function indexOf(items: readonly ListItem[], key: string | undefined, last: number): number {
  const index = items.findIndex((item) => item.key === key && item.kind === 'rule');
  if (index >= 0) return index;
  const after = items.findIndex((item, at) => at >= last && item.kind === 'rule');
  return after >= 0 ? after : items.findLastIndex((item) => item.kind === 'rule');
}
