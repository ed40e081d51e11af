import { useLayoutEffect, useRef } from 'react';
import type { PacketRows } from '../../model/packet-rows.ts';
import { usePackets } from '../../stores/application-context.ts';

/** Positions of the rows that the list has. */
export type RowSpan = Pick<PacketRows, 'first' | 'end'>;

export interface DrawnSweep {
  /** What the list had when its first part was drawn. */
  readonly span: RowSpan;
  /**
   * Whether a row draws itself anew, by how far down the list it stands, from 0 to below 1; otherwise
   * it stays as it is. A part is one stretch of the list, as the browser paints what lies between two
   * rows that changed as well.
   */
  readonly isDue: (depth: number) => boolean;
}

/**
 * Which part of the rows is drawn now, if this drawing is for a part alone: what any of `dependencies`
 * changed is drawn everywhere.
 */
export function useSweep(shown: PacketRows, dependencies: readonly unknown[]): DrawnSweep {
  const sweep = usePackets((state) => state.sweep);
  const before = useRef<{ sweep: typeof sweep; dependencies: readonly unknown[]; span: RowSpan }>(
    undefined,
  );
  const last = before.current;
  const isPart =
    sweep.parts > 1 &&
    sweep !== last?.sweep &&
    dependencies.length === last?.dependencies.length &&
    dependencies.every((value, index) => Object.is(value, last.dependencies[index]));
  const span = isPart && sweep.part > 0 ? last.span : { first: shown.first, end: shown.end };
  useLayoutEffect(() => {
    before.current = { sweep, dependencies, span };
  });
  return { span, isDue: (depth) => !isPart || Math.floor(depth * sweep.parts) === sweep.part };
}
