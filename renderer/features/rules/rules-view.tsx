import type { ReactNode } from 'react';
import { useRulesView } from '../../stores/rules-context.ts';
import { DefaultRows } from './default-rows.tsx';
import { RuleList } from './rule-list.tsx';
import { RulePanel } from './rule-panel.tsx';
import { RulesBar } from './rules-bar.tsx';
import { RulesUndo } from './rules-undo.tsx';
import styles from './rules-view.module.css';

/** The rules in order, what is open of them, and what would decide about a packet. */
export function RulesView({ lists }: { /** The page of the lists. */ readonly lists?: ReactNode }) {
  const page = useRulesView((state) => state.page);
  if (page === 'lists') {
    return (
      <div className={styles.view}>
        {lists}
        <div className={styles.foot}>
          <RulesUndo />
        </div>
      </div>
    );
  }
  return (
    <section className={styles.view} aria-label="Rules">
      <RulesBar />
      <RuleList />
      <DefaultRows />
      <RulePanel />
    </section>
  );
}
