import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { useApplication, usePackets } from '../../stores/application-context.ts';

/** The row under the pointer, which holds the rows still; `onVerdict` when it is on the verdict. */
export function usePointedRow() {
  const { packets } = useApplication();
  const ref = useRef<number | undefined>(undefined);
  const lastMove = useRef({ x: Number.NaN, y: Number.NaN });
  const [onVerdict, setOnVerdict] = useState<number>();
  const held = usePackets((state) => state.holds.includes('pointer'));

  // Whoever follows again by key still has the pointer over rows, which now run under it.
  useEffect(() => {
    if (held) return;
    ref.current = undefined;
    setOnVerdict(undefined);
  }, [held]);

  const point = (sequence: number | undefined, verdict: boolean) => {
    ref.current = sequence;
    setOnVerdict(verdict ? sequence : undefined);
    if (sequence === undefined) packets.release('pointer');
    else packets.hold('pointer');
  };
  const onPointerMove = (event: PointerEvent) => {
    // Rows that slide under a resting pointer send moves too; only a real one may hold them.
    const { clientX: x, clientY: y } = event;
    const resting = lastMove.current.x === x && lastMove.current.y === y;
    lastMove.current = { x, y };
    if (resting && ref.current === undefined) return;
    const sequence = sequenceAt(event.target);
    const verdict = isAction(event.target);
    if (sequence !== ref.current || verdict !== (onVerdict !== undefined)) point(sequence, verdict);
  };
  return {
    ref,
    onVerdict,
    handlers: { onPointerMove, onPointerLeave: () => point(undefined, false) },
  };
}

/** Sequence of the row that this is part of. */
export function sequenceAt(target: EventTarget): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-sequence]') : null;
  return row ? Number(row.dataset.sequence) : undefined;
}

/** Whether it is part of a verdict that can be clicked. */
export function isAction(target: EventTarget): boolean {
  return target instanceof Element && target.closest('[data-action]') !== null;
}
