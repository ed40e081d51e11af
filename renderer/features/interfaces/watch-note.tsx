import { quantityText } from '../../model/number-text.ts';
import { useEngine } from '../../stores/application-context.ts';

/** What watching one more interface does, by the rules of now. */
export function WatchNote() {
  const count = useEngine((state) => state.rules.rules.filter(({ enabled }) => enabled).length);
  const effect =
    count === 0
      ? 'Watching drops nothing until you say so.'
      : `${quantityText(count, 'rule')} will apply at once.`;
  return `${effect} Detach at any time.`;
}
