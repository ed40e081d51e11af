import { type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { Rule } from '../../../electron/contract/rule.ts';
import { RULE_ROW_HEIGHT } from '../../model/row-window.ts';
import { gapAt } from '../../model/rules/rule-order.ts';
import { useRulesModel } from '../../stores/rules-context.ts';

/** Within so many pixels of its ends the list scrolls along. */
const EDGE = 28;
/** Pixels per frame. */
const SCROLL_STEP = 8;

export interface RuleDrag {
  readonly draggedId: string | undefined;
  /** Where it would go, counted from 0 in front of the first rule. */
  readonly gap: number | undefined;
  readonly grab: (event: PointerEvent, id: string) => void;
}

/** Moves a rule with the pointer. `above`: pixels between the top of the list and its first rule. */
export function useRuleDrag(
  scroller: RefObject<HTMLElement | null>,
  rules: readonly Rule[],
  above: number,
): RuleDrag {
  const { book } = useRulesModel();
  const [drag, setDrag] = useState<{ readonly id: string; readonly gap: number }>();
  const pointerY = useRef(0);
  const latest = useRef(rules);
  latest.current = rules;
  const id = drag?.id;

  useEffect(() => {
    if (id === undefined) return;
    const gapNow = () => {
      const element = scroller.current;
      if (!element) return 0;
      const y = pointerY.current - element.getBoundingClientRect().top + element.scrollTop - above;
      return gapAt(y, RULE_ROW_HEIGHT, latest.current.length);
    };
    const update = () => setDrag({ id, gap: gapNow() });
    const onMove = (event: globalThis.PointerEvent) => {
      pointerY.current = event.clientY;
      update();
    };
    const onUp = () => {
      const rule = latest.current.find((each) => each.id === id);
      if (rule) void book.move(rule, gapNow());
      setDrag(undefined);
    };
    const cancel = () => setDrag(undefined);
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      cancel();
    };
    let frame = requestAnimationFrame(function scroll() {
      const element = scroller.current;
      if (element) {
        const { top, bottom } = element.getBoundingClientRect();
        const before = element.scrollTop;
        if (pointerY.current < top + EDGE) element.scrollTop -= SCROLL_STEP;
        else if (pointerY.current > bottom - EDGE) element.scrollTop += SCROLL_STEP;
        if (element.scrollTop !== before) update();
      }
      frame = requestAnimationFrame(scroll);
    });
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', cancel);
    document.addEventListener('keydown', onKeyDown);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('pointercancel', cancel);
      document.removeEventListener('keydown', onKeyDown);
    };
  }, [id, scroller, above, book]);

  const grab = useCallback((event: PointerEvent, grabbed: string) => {
    if (event.button !== 0) return;
    // No text is to be selected on the way.
    event.preventDefault();
    pointerY.current = event.clientY;
    const gap = latest.current.findIndex((rule) => rule.id === grabbed);
    setDrag({ id: grabbed, gap });
  }, []);
  return { draggedId: id, gap: drag?.gap, grab };
}
