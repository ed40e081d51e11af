import type { ListState } from '../../../electron/contract/list.ts';
import { useNow } from '../../stores/application-context.ts';
import { ListRows } from './list-rows.tsx';
import styles from './list-table.module.css';

/** The lists, what is in them, and how they are doing. */
export function ListTable({ lists }: { readonly lists: readonly ListState[] }) {
  const now = useNow();
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th className={styles.name}>Name</th>
          <th>Source</th>
          <th className={styles.figure}>IPv4</th>
          <th className={styles.figure}>IPv6</th>
          <th className={styles.figure}>Hits</th>
          <th className={styles.state}>State</th>
          <th className={styles.when}>Refreshed</th>
          <th className={styles.change}>Last change</th>
          <th className={styles.every}>Refresh</th>
          <th className={styles.used}>Used by</th>
          <th className={styles.actions}>
            <span className="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      {lists.map((list) => (
        <ListRows key={list.name} list={list} now={now} />
      ))}
    </table>
  );
}
