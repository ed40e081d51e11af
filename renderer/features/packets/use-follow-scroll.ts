import {
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { ROW_HEIGHT, type RowWindow, rowWindow } from '../../model/row-window.ts';
import { useApplication, usePackets } from '../../stores/application-context.ts';
import { isFollowing } from '../../stores/packets-store.ts';
import { useElementHeight } from '../../ui/use-element-height.ts';

/** How long after a turn of the wheel the list may still glide, in milliseconds. */
const SCROLL_MS = 500;
/** How long after the middle button went down it may begin to scroll, in milliseconds. */
const DRAG_MS = 10_000;

export interface FollowScroll extends RowWindow {
  /** Of the scrolled element, in pixels: whole rows, so that none is cut while following. */
  readonly height: number;
  readonly handlers: {
    readonly onScroll: () => void;
    readonly onWheel: () => void;
    readonly onTouchMove: () => void;
    readonly onPointerDown: (event: PointerEvent) => void;
  };
  /** Scrolls as little as shows the row with this index. */
  readonly reveal: (index: number) => void;
  /** Puts this many pixels above the view. */
  readonly scrollTo: (top: number) => void;
}

/**
 * Which rows are in sight. While following, that is the newest ones, and the element is scrolled
 * along; a user who scrolls back holds the rows, one who comes back to the end follows again.
 */
export function useFollowScroll(
  viewport: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLDivElement | null>,
  rows: number,
): FollowScroll {
  const { packets } = useApplication();
  const following = usePackets(isFollowing);
  const height = useElementHeight(viewport);
  const viewHeight = Math.max(ROW_HEIGHT, height - (height % ROW_HEIGHT));
  /** `undefined`: at the end, wherever that is. */
  const [scrollTop, setScrollTop] = useState<number>();
  const view = rowWindow(rows, scrollTop ?? Number.POSITIVE_INFINITY, viewHeight);
  /** Where the element was scrolled to last. Asking the element itself costs a layout per frame. */
  const appliedTop = useRef(Number.NaN);

  /** Until when a scroll is a person's; otherwise it is the browser's own, after a resize say. */
  const meantUntilMs = useRef(0);

  useEffect(() => {
    if (following) setScrollTop(undefined);
  }, [following]);

  useLayoutEffect(() => {
    if (scrollTop !== undefined || !scroller.current) return;
    if (appliedTop.current === view.bottom) return;
    appliedTop.current = view.bottom;
    scroller.current.scrollTop = view.bottom;
  });

  // A strip that opens above the list must not push rows from under the pointer.
  const lastHeight = useRef(viewHeight);
  useLayoutEffect(() => {
    const grownBy = viewHeight - lastHeight.current;
    lastHeight.current = viewHeight;
    if (scrollTop !== undefined && scroller.current) scroller.current.scrollTop -= grownBy;
  }, [viewHeight, scrollTop, scroller]);

  const onScroll = useCallback(() => {
    const top = scroller.current?.scrollTop ?? 0;
    // Our own scrolling comes back as an event too.
    if (scrollTop === undefined && top >= appliedTop.current - 1) return;
    if (scrollTop === undefined && performance.now() > meantUntilMs.current) {
      if (scroller.current) scroller.current.scrollTop = view.bottom;
      return;
    }
    appliedTop.current = Number.NaN;
    if (top >= view.bottom - 1) {
      setScrollTop(undefined);
      packets.release('scroll');
    } else {
      setScrollTop(top);
      packets.hold('scroll');
    }
  }, [packets, scroller, scrollTop, view.bottom]);

  const scrollTo = useCallback(
    (top: number) => {
      if (!scroller.current) return;
      meantUntilMs.current = performance.now() + SCROLL_MS;
      scroller.current.scrollTop = top;
    },
    [scroller],
  );

  const reveal = useCallback(
    (index: number) => {
      const current = scroller.current?.scrollTop ?? 0;
      const top = index * ROW_HEIGHT;
      if (top < current) scrollTo(top);
      else if (top + ROW_HEIGHT > current + viewHeight) scrollTo(top + ROW_HEIGHT - viewHeight);
    },
    [scroller, scrollTo, viewHeight],
  );

  const onWheel = useCallback(() => {
    meantUntilMs.current = performance.now() + SCROLL_MS;
  }, []);
  const onPointerDown = useCallback((event: PointerEvent) => {
    // The middle button scrolls by itself from here on.
    if (event.button === 1) meantUntilMs.current = performance.now() + DRAG_MS;
  }, []);

  const handlers = { onScroll, onWheel, onTouchMove: onWheel, onPointerDown };
  return { ...view, height: viewHeight, handlers, reveal, scrollTo };
}
