import { SearchX } from 'lucide-react';
import { quantityText } from '../../model/number-text.ts';
import { useApplication, useFind, usePackets } from '../../stores/application-context.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './no-match.module.css';

/** In the place of the rows, while a filter lets none of them through. */
export function NoMatch() {
  const { find } = useApplication();
  usePackets((state) => state.version);
  const isEmpty = usePackets(({ rows }) => rows.end === rows.first);
  const progress = useFind((state) => state.progress);
  const isAsked = useFind((state) => state.filter !== undefined || state.timeRange !== undefined);
  const counts = find.counts();
  if (!counts || !isAsked || !isEmpty || progress !== undefined) return null;
  return (
    <div className={styles.empty} role="status">
      <Icon of={SearchX} size={20} />
      <p className={styles.title}>No packet matches</p>
      <p className="dim">{quantityText(counts.looked, 'packet was', 'packets were')} looked at.</p>
      <Button kind="line" onClick={() => find.clear()}>
        Clear filter
      </Button>
    </div>
  );
}
