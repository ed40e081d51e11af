// biome-ignore-all lint/a11y/useSemanticElements: a windowed grid has no table layout
// biome-ignore-all lint/a11y/useFocusableInteractive: its buttons take the focus
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useApplication, useTalkersView } from '../../stores/application-context.ts';
import { classNames } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import type { TableColumn } from './talker-columns.ts';
import styles from './talker-table.module.css';

/** The names of the columns; a press on one sorts by it. */
export function HeadRow({ columns }: { readonly columns: readonly TableColumn[] }) {
  return (
    <div role="row" aria-rowindex={1} className={styles.head}>
      {columns.map((column) => (
        <HeadCell key={column.title} {...column} />
      ))}
    </div>
  );
}

function HeadCell({ title, sort: column, right }: TableColumn) {
  const { talkersView } = useApplication();
  const sort = useTalkersView((state) => state.sort);
  const isSorted = column !== undefined && sort.column === column;
  const direction = sort.descending ? 'descending' : 'ascending';
  return (
    <span
      role="columnheader"
      aria-sort={isSorted ? direction : column && 'none'}
      className={right && 'num'}
    >
      {column === undefined ? (
        title
      ) : (
        <button
          type="button"
          className={classNames(styles.sort, isSorted && styles.sorted)}
          onClick={() => talkersView.sortBy(column)}
        >
          {title}
          {isSorted && <Icon of={sort.descending ? ArrowDown : ArrowUp} size={12} />}
        </button>
      )}
    </span>
  );
}
