import { Check } from 'lucide-react';
import { countText } from '../../model/number-text.ts';
import { useApplication, useFind, usePackets } from '../../stores/application-context.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './filter-field.module.css';

/** In words: whether it is a filter, and how much it lets through. */
export function FilterNote({ id }: { readonly id: string }) {
  const problem = useFind((state) => state.problem);
  const filter = useFind((state) => state.filter);
  const progress = useFind((state) => state.progress);
  if (problem) {
    const words = problem.isUnfinished ? 'unfinished' : 'not a filter';
    return (
      <span id={id} className={problem.isUnfinished ? styles.note : styles.noteWrong}>
        {words}
        <span className="unseen">
          : {problem.message} {problem.remedy}
        </span>
      </span>
    );
  }
  if (!filter) return <span id={id} hidden />;
  return (
    <span className={styles.note}>
      <span id={id} className={styles.valid}>
        <Icon of={Check} size={14} />
        valid
      </span>
      {progress === undefined ? <Counts /> : <span>{Math.floor(progress * 100)} % looked at</span>}
    </span>
  );
}

function Counts() {
  const { find } = useApplication();
  usePackets((state) => state.version);
  const counts = find.counts();
  if (!counts) return null;
  return (
    <span className="num">
      {countText(counts.lastShown)} of the last {countText(counts.last)}
    </span>
  );
}
