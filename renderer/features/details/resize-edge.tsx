import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useApplication, useDetails } from '../../stores/application-context.ts';
import { DETAILS_HEIGHT } from '../../stores/details-store.ts';
import styles from './resize-edge.module.css';

const STEP_PX = 24;

/** The upper edge of the drawer: dragged, or moved by arrow keys. A double click makes it as it was. */
export function ResizeEdge() {
  const { details } = useApplication();
  const heightPx = useDetails((state) => state.heightPx);
  const grabbed = useRef<{ readonly y: number; readonly heightPx: number } | undefined>(undefined);
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const shownPx = event.currentTarget.parentElement?.getBoundingClientRect().height;
    grabbed.current = { y: event.clientY, heightPx: shownPx ?? heightPx };
  };
  const onPointerMove = (event: PointerEvent) => {
    const from = grabbed.current;
    if (from) details.resize(from.heightPx + from.y - event.clientY);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (steps === 0) return;
    event.preventDefault();
    details.resize(heightPx + steps * STEP_PX);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a line that is moved is no <hr>
    <div
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the details"
      aria-valuenow={heightPx}
      aria-valuemin={DETAILS_HEIGHT.least}
      aria-valuemax={DETAILS_HEIGHT.most}
      tabIndex={0}
      className={styles.edge}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        grabbed.current = undefined;
      }}
      onDoubleClick={() => details.resize(DETAILS_HEIGHT.usual)}
      onKeyDown={onKeyDown}
    />
  );
}
