import { ShieldOff } from 'lucide-react';
import { useActions, useApplication, useEngine } from '../../stores/application-context.ts';
import { ENFORCING_KEY } from '../../stores/host-actions.ts';
import { Button } from '../../ui/button.tsx';
import { Strip } from '../../ui/strip.tsx';

/** Rules drop nothing for now. Not to be mixed up with a list that stands still. */
export function PanicStrip() {
  const { host } = useApplication();
  const enforcing = useEngine((state) => state.enforcing);
  const pending = useActions((state) => state.pending.has(ENFORCING_KEY));
  if (enforcing) return null;
  return (
    <Strip
      kind="caution"
      icon={ShieldOff}
      title="Everything passes"
      actions={
        <Button kind="primary" aria-busy={pending} onClick={() => void host.setEnforcing(true)}>
          Filter again
        </Button>
      }
    >
      Panic is on: nothing is dropped, whatever the rules and defaults say. Packets are still shown
      and counted.
    </Strip>
  );
}
