import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { ROW_HEIGHT, type RowWindow, rowWindow } from '../../model/row-window.ts';
import { useApplication, usePackets } from '../../stores/application-context.ts';
import { isFollowing } from '../../stores/packets-store.ts';
import { useElementHeight } from './use-element-height.ts';

export interface FollowScroll extends RowWindow {
  readonly onScroll: () => void;
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
  scroller: RefObject<HTMLDivElement | null>,
  rows: number,
): FollowScroll {
  const { packets } = useApplication();
  const following = usePackets(isFollowing);
  const viewHeight = useElementHeight(scroller);
  /** `undefined`: at the end, wherever that is. */
  const [scrollTop, setScrollTop] = useState<number>();
  const view = rowWindow(rows, scrollTop ?? Number.POSITIVE_INFINITY, viewHeight);
  /** Where the element was scrolled to last. Asking the element itself costs a layout per frame. */
  const appliedTop = useRef(Number.NaN);

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

  return { ...view, onScroll, reveal, scrollTo };
}
