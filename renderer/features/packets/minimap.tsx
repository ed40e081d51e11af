import { type PointerEvent, useMemo, useRef, useState } from 'react';
import { DropMap } from '../../model/drop-map.ts';
import type { Marks } from '../../model/marks.ts';
import type { PacketRows } from '../../model/packet-rows.ts';
import { useApplication, useEngine, useTable } from '../../stores/application-context.ts';
import { useElementHeight } from '../../ui/use-element-height.ts';
import styles from './minimap.module.css';
import type { FollowScroll } from './use-follow-scroll.ts';

/** Pixels from one tick to the next. */
const TICK = 3;

interface MinimapProps {
  readonly rows: PacketRows;
  readonly scroll: FollowScroll;
}

/** The map of the rows kept: red ticks are drops, wider ones marks, the frame is what is in sight. Drag to go there. */
export function Minimap({ rows, scroll }: MinimapProps) {
  const element = useRef<HTMLDivElement>(null);
  const height = useElementHeight(element);
  const [dragging, setDragging] = useState(false);
  const ticks = useTicks(rows, height);
  const marks = useTable((state) => state.marks);
  const { first, end } = rows;
  const inSight = scroll.end - scroll.from;
  const frameHeight = Math.max(20, (inSight / Math.max(1, end - first)) * height);
  const travelled = (scroll.from - first) / Math.max(1, end - first - inSight);
  const frameTop = Math.min(1, travelled) * Math.max(0, height - frameHeight);

  const goTo = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientY - box.top - frameHeight / 2) / Math.max(1, height - frameHeight);
    const last = end - inSight;
    scroll.scrollTo(first + Math.round(Math.max(0, Math.min(1, share)) * (last - first)));
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
          <path d={markPath(rows, marks, height)} fill="var(--c-accent)" />
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
function useTicks(rows: PacketRows, height: number): string {
  const { history } = useApplication();
  const counters = useEngine((state) => state.counters);
  const map = useMemo(() => new DropMap(history, rows), [history, rows]);
  const last = useRef({ counters, map, height: -1, path: '' });
  const { current } = last;
  if (current.counters !== counters || current.map !== map || current.height !== height) {
    last.current = { counters, map, height, path: tickPath(map, height) };
  }
  return last.current.path;
}

function markPath(rows: PacketRows, marks: Marks, height: number): string {
  const { first, end } = rows;
  const perRow = (height - 2) / Math.max(1, end - first, height / TICK);
  return marks
    .map((sequence) => ({ sequence, position: rows.positionOf(sequence) }))
    .filter(({ sequence, position }) => rows.sequenceAt(position) === sequence)
    .map(({ position }) => `M0 ${Math.round((position - first) * perRow)}h12v2h-12z`)
    .join('');
}

function tickPath(map: DropMap, height: number): string {
  const slots = map.slots(Math.max(1, Math.floor(height / TICK)));
  let path = '';
  for (const [slot, dropped] of slots.entries()) {
    if (dropped) path += `M2 ${slot * TICK}h9v2h-9z`;
  }
  return path;
}
