import { ArrowLeft, Plus } from 'lucide-react';
import { useState } from 'react';
import { MAX_LIST_PREFIXES, MAX_LISTS } from '../../../electron/contract/list.ts';
import { countText, quantityText } from '../../model/number-text.ts';
import { useEngine } from '../../stores/application-context.ts';
import { useRulesModel } from '../../stores/rules-context.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { AddListForm } from './add-list-form.tsx';
import { ListOffer } from './list-offer.tsx';
import { ListTable } from './list-table.tsx';
import styles from './lists-page.module.css';

/** The lists of prefixes that rules can name, and where more come from. */
export function ListsPage() {
  const { view } = useRulesModel();
  const lists = useEngine((state) => state.lists);
  const [adding, setAdding] = useState(false);
  const prefixes = lists.reduce((sum, { prefixes: { v4, v6 } }) => sum + v4 + v6, 0);
  const isEmpty = lists.length === 0;
  return (
    <section className={styles.page} aria-label="Lists">
      <header className={styles.bar}>
        <Button className={styles.back} onClick={() => view.setState({ page: 'rules' })}>
          <Icon of={ArrowLeft} size={14} />
          Rules
        </Button>
        <h1 className={styles.title}>Lists</h1>
        <p className="dim cut">
          Addresses by the thousand, named by a rule:{' '}
          <span className="mono">drop src list NAME</span>
        </p>
        <span className="grow" />
        <span className="faint cut">
          {countText(lists.length)} of {quantityText(MAX_LISTS, 'list')}, {countText(prefixes)} of{' '}
          {quantityText(MAX_LIST_PREFIXES, 'prefix', 'prefixes')}
        </span>
        <Button
          kind="primary"
          disabled={adding || isEmpty || lists.length >= MAX_LISTS}
          onClick={() => setAdding(true)}
        >
          <Icon of={Plus} size={14} />
          List
        </Button>
      </header>
      {(adding || isEmpty) && <AddListForm onDone={isEmpty ? undefined : () => setAdding(false)} />}
      <ListOffer />
      {isEmpty ? (
        <p className={styles.empty}>
          No lists yet. A list holds addresses and prefixes from a file or from an address that is
          fetched again by itself. A thousand prefixes or a million: rules look through them equally
          fast.
        </p>
      ) : (
        <div className={styles.scroll}>
          <ListTable lists={lists} />
        </div>
      )}
    </section>
  );
}
