import { type MouseEvent, type RefObject, useEffect } from 'react';
import { type ColumnId, columnOf } from '../../model/columns.ts';
import { cellFilter } from '../../model/filter/cell-filter.ts';
import type { RowText } from '../../model/row-text.ts';
import { ruleIndex } from '../../model/rule-index.ts';
import { useApplication } from '../../stores/application-context.ts';
import { copyText } from '../../stores/copy-text.ts';

/**
 * Clicks on a value in a row: Shift adds it to the filter, Ctrl copies it. Answers whether the click was
 * one of these.
 */
export function useCellClick(): (event: MouseEvent, row: RowText | undefined) => boolean {
  const { actions, engine, find } = useApplication();
  return ({ target, shiftKey, ctrlKey, metaKey }, row) => {
    if (!row || !(shiftKey || ctrlKey || metaKey)) return false;
    const cell = target instanceof Element ? target.closest<HTMLElement>('[data-value]') : null;
    const id = cell?.dataset.value as ColumnId | undefined;
    if (id === undefined) return false;
    if (!shiftKey) {
      const value = columnOf(id).text(row);
      if (value !== '') void copyText(actions, value, value);
      return value !== '';
    }
    const rule = row.ruleId && ruleIndex(engine.getState().rules).rule(row.ruleId);
    const filter = cellFilter(row, id, rule ? rule.name : undefined);
    if (filter !== undefined) find.add(filter);
    return filter !== undefined;
  };
}

/** While Shift or Ctrl is down, values show by a line that a click will take them. */
export function useValueKeys(grid: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const show = (isDown: boolean) => grid.current?.toggleAttribute('data-values', isDown);
    const onKey = (event: KeyboardEvent) => {
      show((event.shiftKey || event.ctrlKey || event.metaKey) && !event.altKey);
    };
    const onBlur = () => show(false);
    window.addEventListener('keydown', onKey);
    window.addEventListener('keyup', onKey);
    window.addEventListener('blur', onBlur);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('keyup', onKey);
      window.removeEventListener('blur', onBlur);
    };
  }, [grid]);
}
