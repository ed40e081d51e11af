import { useEffect, useRef } from 'react';
import { useApplication } from './stores/application-context.ts';

interface WindowKeys {
  /** Whether the list is in sight, which stands still at a key. */
  readonly live: boolean;
  readonly showHelp: () => void;
  readonly showPalette: () => void;
  /** Escape that nothing else had a use for; answers whether it had one here. */
  readonly escape: () => boolean;
}

const USES_SPACE = 'button, a, [role="dialog"]';

/** Keys that work wherever the focus is, and, but for the palette's, not in fields and open menus. */
export function useWindowKeys(keys: WindowKeys): void {
  const { engine, packets, rules, trial } = useApplication();
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const togglePause = () => {
      if (packets.getState().paused) packets.follow();
      else packets.pause();
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.metaKey) return;
      if (event.ctrlKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        latest.current.showPalette();
        return;
      }
      const target = event.target instanceof Element ? event.target : document.body;
      if (target.closest('input, textarea, [role="menu"]')) return;
      const key = event.key.toLowerCase();
      if (key === 'escape') {
        if (latest.current.escape()) event.preventDefault();
        return;
      }
      if (event.ctrlKey) {
        if (key === 'z' && !event.shiftKey) void rules.undo();
        else if (key === 'enter' && engine.getState().rules.trial) void trial.keep();
        else return;
      } else if (key === 'u') void rules.undo();
      else if (key === '?') latest.current.showHelp();
      else if (key === ' ' && latest.current.live && !target.closest(USES_SPACE)) togglePause();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [engine, packets, rules, trial]);
}
