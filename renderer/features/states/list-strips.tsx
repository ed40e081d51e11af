import { Funnel, Pause as PauseIcon } from 'lucide-react';
import { clockText, countText, quantityText, timeOfDayText } from '../../model/number-text.ts';
import { useApplication, useEngine, useNow, usePackets } from '../../stores/application-context.ts';
import type { Pause } from '../../stores/packets-store.ts';
import { Button } from '../../ui/button.tsx';
import { Strip } from '../../ui/strip.tsx';

/** More packets than a screen can show. */
export function SamplingStrip() {
  const { traffic } = useApplication();
  const sampling = useEngine((state) => state.sampling);
  if (!sampling) return null;
  const { passed, dropped } = traffic.now();
  return (
    <Strip kind="caution" icon={Funnel} title="Not every packet is shown" counts>
      1 in {countText(sampling.oneIn)} of {countText(Math.round(passed + dropped))} packets/s.
      Counters stay exact.
    </Strip>
  );
}

/** The list stands still; the filter does not. */
export function PausedStrip() {
  const paused = usePackets((state) => state.paused);
  return paused && <Paused paused={paused} />;
}

function Paused({ paused }: { readonly paused: Pause }) {
  const { packets, history } = useApplication();
  // With the foot of the table, which counts the same rows.
  usePackets((state) => state.version);
  const enforcing = useEngine((state) => state.enforcing);
  const now = useNow();
  const ago = clockText((now - paused.sinceMs) / 1000);
  return (
    <Strip
      kind="accent"
      icon={PauseIcon}
      iconFilled
      title={`List paused at ${timeOfDayText(paused.sinceMs)}`}
      counts
      actions={
        <Button kind="primary" onClick={() => packets.follow()}>
          Resume the list <kbd>Space</kbd>
        </Button>
      }
    >
      {ago} ago. {quantityText(history.newer, 'newer packet')}, {countText(history.newerDropped)} of
      them dropped. {enforcing && 'Blocking goes on.'}
    </Strip>
  );
}
