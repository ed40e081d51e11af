import { useEffect, useRef, useState } from 'react';
import type { TalkerList } from '../../model/talkers/talkers.ts';
import { useApplication, useTalkersView } from '../../stores/application-context.ts';

/** How often the talkers are added up while they are looked at, in milliseconds. */
const LOOK_MS = 1000;

/** Who talks now, anew every second; while rows are held only when something else is asked for. */
export function useTalkerList(held: boolean): { readonly list: TalkerList; readonly atMs: number } {
  const { talkers } = useApplication();
  const kind = useTalkersView((state) => state.kind);
  const sort = useTalkersView((state) => state.sort);
  const find = useTalkersView((state) => state.find);
  const lookNow = () => {
    const atMs = Date.now();
    return { list: talkers.look({ kind, sort, find }, atMs), atMs };
  };
  const look = useRef(lookNow);
  look.current = lookNow;
  const [shown, setShown] = useState(lookNow);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another question is answered at once
  useEffect(() => setShown(look.current()), [kind, sort, find]);
  useEffect(() => {
    if (held) return;
    setShown(look.current());
    const timer = setInterval(() => setShown(look.current()), LOOK_MS);
    return () => clearInterval(timer);
  }, [held]);
  return shown;
}
