import { capitalised } from '../../model/capitalised.ts';
import { rulesInForce } from '../../model/rules-in-force.ts';
import { useEngine } from '../../stores/application-context.ts';

/** What watching one more interface does, by the rules of now. */
export function WatchNote() {
  const inForce = useEngine((state) => rulesInForce(state.rules));
  const effect = inForce
    ? `${capitalised(inForce)} will apply at once.`
    : 'Watching drops nothing until you say so.';
  return `${effect} Detach at any time.`;
}
