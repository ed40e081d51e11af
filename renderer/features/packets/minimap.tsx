import { type PointerEvent, useRef, useState } from 'react';
import { VERDICT } from '../../../electron/contract/packet-record.ts';
import type { PacketHistory } from '../../model/packet-history.ts';
import { ROW_HEIGHT } from '../../model/row-window.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { useElementHeight } from '../../ui/use-element-height.ts';
import styles from './minimap.module.css';
import type { FollowScroll } from './use-follow-scroll.ts';

/** Pixels from one tick to the next. */
const TICK = 3;

/** The map of the rows kept: red ticks are drops, the frame is what is in sight. Drag to go there. */
export function Minimap({ scroll }: { readonly scroll: FollowScroll }) {
  const { history } = useApplication();
  // A few times a second is often enough to walk through all rows.
  useEngine((state) => state.counters);
  const element = useRef<HTMLDivElement>(null);
  const height = useElementHeight(element);
  const [dragging, setDragging] = useState(false);
  const ticks = useTicks(history, height);
  const { first, end } = history.range;
  const rows = Math.max(1, end - first);
  const inSight = scroll.endIndex - scroll.firstIndex;
  const frameHeight = Math.max(20, (inSight / rows) * height);
  const travelled = scroll.firstIndex / Math.max(1, rows - inSight);
  const frameTop = Math.min(1, travelled) * Math.max(0, height - frameHeight);

  const goTo = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientY - box.top - frameHeight / 2) / Math.max(1, height - frameHeight);
    scroll.scrollTo(Math.max(0, Math.min(1, share)) * (rows * ROW_HEIGHT - inSight * ROW_HEIGHT));
  };

  return (
    <div
      ref={element}
      className={styles.map}
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
        goTo(event);
      }}
      onPointerMove={(event) => dragging && goTo(event)}
      onPointerUp={() => setDragging(false)}
    >
      {height > 0 && end > first && (
        <svg width="12" height={height} aria-hidden="true">
          <path d={ticks} fill="var(--c-chart-drop)" />
          <rect
            className={styles.frame}
            x="1.5"
            y={frameTop + 1}
            width="9"
            height={Math.max(4, frameHeight - 2)}
            rx="1.5"
          />
        </svg>
      )}
    </div>
  );
}

/** Made anew when counters arrive, not with every frame. */
function useTicks(history: PacketHistory, height: number): string {
  const counters = useEngine((state) => state.counters);
  const last = useRef({ counters, height: -1, path: '' });
  if (last.current.counters !== counters || last.current.height !== height) {
    last.current = { counters, height, path: tickPath(history, height) };
  }
  return last.current.path;
}

function tickPath(history: PacketHistory, height: number): string {
  const { first, end } = history.range;
  const slots = Math.max(1, Math.floor(height / TICK));
  const perRow = slots / Math.max(slots, end - first);
  let path = '';
  let lastSlot = -1;
  for (let sequence = first; sequence < end; sequence += 1) {
    const slot = Math.floor((sequence - first) * perRow);
    if (slot === lastSlot) continue;
    if (history.read(sequence)?.verdict !== VERDICT.drop) continue;
    lastSlot = slot;
    path += `M2 ${slot * TICK}h9v2h-9z`;
  }
  return path;
}
