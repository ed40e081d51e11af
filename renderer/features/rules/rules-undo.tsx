import { PILL_MS } from '../../stores/actions-store.ts';
import { useActions, useApplication } from '../../stores/application-context.ts';
import { UndoPill } from '../../ui/undo-pill.tsx';

/** The newest change and the way back. */
export function RulesUndo() {
  const { rules } = useApplication();
  const pill = useActions((state) => state.pill);
  const undoing = useActions((state) => state.pending.has('undo'));
  if (!pill) return null;
  return (
    <UndoPill
      key={pill.id}
      {...pill}
      lifeMs={PILL_MS}
      undoing={undoing}
      onUndo={() => void rules.undo(pill.id)}
    />
  );
}
