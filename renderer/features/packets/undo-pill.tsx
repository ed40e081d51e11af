import { PILL_MS } from '../../stores/actions-store.ts';
import { useActions, useApplication } from '../../stores/application-context.ts';
import { UndoPill as Pill } from '../../ui/undo-pill.tsx';
import styles from './undo-pill.module.css';

/** The newest change and the way back, for ten seconds. */
export function UndoPill() {
  const { rules } = useApplication();
  const pill = useActions((state) => state.pill);
  const undoing = useActions((state) => state.pending.has('undo'));
  if (!pill) return null;
  return (
    <div className={styles.place}>
      <Pill
        key={pill.id}
        {...pill}
        lifeMs={PILL_MS}
        undoing={undoing}
        onUndo={() => void rules.undo(pill.id)}
      />
    </div>
  );
}
