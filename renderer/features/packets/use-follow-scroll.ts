import {
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { PacketRows } from '../../model/packet-rows.ts';
import { ROW_HEIGHT, rowWindow } from '../../model/row-window.ts';
import { SPACE_ROWS, scrollSpace } from '../../model/scroll-space.ts';
import { useApplication, usePackets } from '../../stores/application-context.ts';
import { isFollowing } from '../../stores/packets-store.ts';
import { useElementHeight } from '../../ui/use-element-height.ts';
import type { RowSpan } from './use-sweep.ts';

/** How long after a turn of the wheel the list may still glide, in milliseconds. */
const SCROLL_MS = 500;
/** How long after the middle button went down it may begin to scroll, in milliseconds. */
const DRAG_MS = 10_000;

export interface FollowScroll {
  /** Position of the first row in sight, and one past the last. */
  readonly from: number;
  readonly end: number;
  /** Position of the row at the upper end of what the scrolled element spans. */
  readonly spaceStart: number;
  /** Height of what it spans, in pixels. */
  readonly spaceHeight: number;
  /** Which of the elements that take turns at rows shows the row at this position. */
  readonly elementOf: (position: number) => number;
  /** Every element stands where it stood, and the list was not scrolled, though it may show other rows. */
  readonly isInPlace: boolean;
  /** Of the scrolled element, in pixels: whole rows, so that none is cut while following. */
  readonly height: number;
  readonly handlers: {
    readonly onScroll: () => void;
    readonly onWheel: () => void;
    readonly onTouchMove: () => void;
    readonly onPointerDown: (event: PointerEvent) => void;
  };
  /** Scrolls as little as shows the row at this position. */
  readonly reveal: (position: number) => void;
  /** Has the row at this position in sight; one from elsewhere in the middle. */
  readonly show: (position: number) => void;
  /** Puts the row at this position at the upper edge, as far as there are rows to fill the view. */
  readonly scrollTo: (position: number) => void;
}

/**
 * Which rows are in sight. While following, that is the newest ones, and the element is scrolled
 * along; a user who scrolls back holds the rows, one who comes back to the end follows again.
 */
export function useFollowScroll(
  viewport: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLDivElement | null>,
  rows: PacketRows,
  { first, end }: RowSpan,
): FollowScroll {
  const { packets } = useApplication();
  const following = usePackets(isFollowing);
  const height = useElementHeight(viewport);
  const viewHeight = Math.max(ROW_HEIGHT, height - (height % ROW_HEIGHT));
  const viewRows = viewHeight / ROW_HEIGHT;
  /** Position at the upper edge, with a part of a row; `undefined`: at the end, wherever that is. */
  const [heldTop, setHeldTop] = useState(packets.isFile ? first : undefined);
  const view = rowWindow(
    end - first,
    heldTop === undefined ? Number.POSITIVE_INFINITY : (heldTop - first) * ROW_HEIGHT,
    viewHeight,
  );
  const lastTop = first + view.bottom / ROW_HEIGHT;
  const top = Math.min(lastTop, Math.max(first, heldTop ?? lastTop));

  const space = useRef(0);
  const spaceStart = scrollSpace({ first, end, top, viewRows }, space.current);
  const spaceHeight = Math.min(SPACE_ROWS, end - first) * ROW_HEIGHT;
  const wantedPx = Math.round((top - spaceStart) * ROW_HEIGHT);
  const { elementOf, isInTurn, settle } = useTurns(Math.floor(top), view.most);

  /** Where the element was scrolled to last. Asking the element itself costs a layout per frame. */
  const appliedPx = useRef(Number.NaN);
  /** Until when a scroll is a person's; otherwise it is the browser's own, after a resize say. */
  const meantUntilMs = useRef(0);

  useEffect(() => {
    if (following) setHeldTop(undefined);
  }, [following]);

  useLayoutEffect(() => {
    const moved = space.current !== spaceStart;
    space.current = spaceStart;
    settle();
    if (heldTop !== undefined && !moved && !Number.isNaN(appliedPx.current)) return;
    if (!scroller.current || appliedPx.current === wantedPx) return;
    appliedPx.current = wantedPx;
    scroller.current.scrollTop = wantedPx;
  });

  useHeldPlace(rows, heldTop, setHeldTop);

  // A strip that opens above the list must not push rows from under the pointer. What opens below
  // it takes room from its end.
  const lastEdge = useRef<number>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the height is another one
  useLayoutEffect(() => {
    const edge = viewport.current?.getBoundingClientRect().top ?? 0;
    const movedBy = edge - (lastEdge.current ?? edge);
    lastEdge.current = edge;
    // A file that nobody scrolled yet stays at its first packet.
    const isAtFirst = packets.isFile && heldTop === first;
    if (heldTop === undefined || isAtFirst || !scroller.current) return;
    scroller.current.scrollTop += movedBy;
  }, [height, heldTop, viewport, scroller]);

  const goTo = useCallback(
    (wanted: number) => {
      if (!packets.isFile && wanted >= lastTop - 1 / ROW_HEIGHT) {
        setHeldTop(undefined);
        packets.release('scroll');
      } else {
        setHeldTop(wanted);
        packets.hold('scroll');
      }
    },
    [packets, lastTop],
  );

  const onScroll = useCallback(() => {
    const px = scroller.current?.scrollTop ?? 0;
    // Our own scrolling comes back as an event too.
    if (heldTop === undefined && px >= appliedPx.current - 1) return;
    if (heldTop === undefined && performance.now() > meantUntilMs.current) {
      if (scroller.current) scroller.current.scrollTop = wantedPx;
      return;
    }
    if (Math.abs(px - appliedPx.current) < 1) return;
    appliedPx.current = px;
    goTo(space.current + px / ROW_HEIGHT);
  }, [scroller, heldTop, wantedPx, goTo]);

  const scrollTo = useCallback(
    (position: number) => {
      appliedPx.current = Number.NaN;
      goTo(Math.max(first, position));
    },
    [goTo, first],
  );

  const reveal = useCallback(
    (position: number) => {
      if (position < top) scrollTo(position);
      else if (position + 1 > top + viewRows) scrollTo(position + 1 - viewRows);
    },
    [scrollTo, top, viewRows],
  );

  const show = useCallback(
    (position: number) => {
      const isInSight = position >= top && position + 1 <= top + viewRows;
      if (!isInSight) scrollTo(position - Math.floor(viewRows / 2));
    },
    [scrollTo, top, viewRows],
  );

  const onWheel = useCallback(() => {
    meantUntilMs.current = performance.now() + SCROLL_MS;
  }, []);
  const onPointerDown = useCallback((event: PointerEvent) => {
    // The middle button scrolls by itself from here on.
    if (event.button === 1) meantUntilMs.current = performance.now() + DRAG_MS;
  }, []);

  return {
    from: first + view.firstIndex,
    end: first + view.endIndex,
    spaceStart,
    spaceHeight,
    elementOf,
    isInPlace: isInTurn && appliedPx.current === wantedPx,
    height: viewHeight,
    handlers: { onScroll, onWheel, onTouchMove: onWheel, onPointerDown },
    reveal,
    show,
    scrollTo,
  };
}

/**
 * Which of a few elements shows a row. A row keeps its element for as long as it is in sight; when none
 * stays in sight, as in a flood, elements keep their places instead, as nothing has to be moved then.
 */
function useTurns(topRow: number, elements: number) {
  const shown = useRef({ topRow, elements, turn: 0 });
  const before = shown.current;
  const movedBy = topRow - before.topRow;
  const isElsewhere = Math.abs(movedBy) >= elements;
  const turn = before.turn - (isElsewhere ? movedBy : 0);
  return {
    elementOf: (position: number) => {
      const element = (position + turn) % elements;
      return element < 0 ? element + elements : element;
    },
    isInTurn: elements === before.elements && (isElsewhere || movedBy === 0),
    /** These rows are shown now. */
    settle: () => {
      shown.current = { topRow, elements, turn };
    },
  };
}

/** When other rows are shown, a held view stays at the packet that it was at. */
function useHeldPlace(
  rows: PacketRows,
  heldTop: number | undefined,
  setHeldTop: (top: number) => void,
): void {
  const place = useRef<{ rows: PacketRows; sequence: number | undefined }>(undefined);
  useLayoutEffect(() => {
    const before = place.current;
    const changed = before !== undefined && before.rows !== rows;
    if (changed && heldTop !== undefined && before.sequence !== undefined) {
      place.current = { rows, sequence: before.sequence };
      setHeldTop(rows.positionOf(before.sequence));
      return;
    }
    const sequence = heldTop === undefined ? undefined : rows.sequenceAt(Math.floor(heldTop));
    place.current = { rows, sequence };
  }, [rows, heldTop, setHeldTop]);
}
