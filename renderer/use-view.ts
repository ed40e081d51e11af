import { useCallback, useEffect, useState } from 'react';

/** In the order of the rail. */
export const VIEWS = [
  'live',
  'rules',
  'talkers',
  'traffic',
  'replay',
  'playground',
  'doctor',
] as const;
export type View = (typeof VIEWS)[number];

export const VIEW_LABELS: Readonly<Record<View, string>> = {
  live: 'Live',
  rules: 'Rules',
  talkers: 'Talkers',
  traffic: 'Traffic',
  replay: 'Replay',
  playground: 'Playground',
  doctor: 'Doctor',
};

/**
 * The view in sight. The address names it after `#`, so that a menu, a link or a reload can choose
 * one; an address that names none changes nothing.
 */
export function useView(): readonly [View, (view: View) => void] {
  const [view, setView] = useState(() => viewOf(location.hash) ?? 'live');
  useEffect(() => {
    const onHashChange = () => {
      const named = viewOf(location.hash);
      if (named) setView(named);
    };
    window.addEventListener('hashchange', onHashChange);
    return () => window.removeEventListener('hashchange', onHashChange);
  }, []);
  const open = useCallback((next: View) => {
    // In the address too: naming a view that was left would otherwise change nothing there.
    history.replaceState(null, '', `#${next}`);
    setView(next);
  }, []);
  return [view, open];
}

/** `#doctor` to `doctor`; `undefined` for what is no view. */
export function viewOf(hash: string): View | undefined {
  return VIEWS.find((view) => `#${view}` === hash);
}
