import { type RefObject, useLayoutEffect, useState } from 'react';

/** Height of an element's content box in pixels, kept current. */
export function useElementHeight(element: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const current = element.current;
    if (!current) return;
    setHeight(current.clientHeight);
    const observer = new ResizeObserver(() => setHeight(current.clientHeight));
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return height;
}
