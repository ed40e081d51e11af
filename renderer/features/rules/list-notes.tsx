// biome-ignore-all lint/a11y/useSemanticElements: a windowed grid has no table layout
// biome-ignore-all lint/a11y/useFocusableInteractive: nothing can be done with these lines

import { RULE_ROW_HEIGHT } from '../../model/row-window.ts';
import type { ListItem } from '../../model/rules/list-items.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './rule-list.module.css';

interface HeadingRowProps {
  readonly index: number;
  readonly item: Extract<ListItem, { kind: 'heading' }>;
}

/** The name of a part of the list, and what holds for it. */
export function HeadingRow({ index, item }: HeadingRowProps) {
  return (
    <div role="row" aria-rowindex={index + 2} className={styles.heading} style={placeOf(index)}>
      <span role="rowheader" className="strong">
        {item.title}
      </span>
      <span
        role="gridcell"
        className={classNames('cut', item.isWarning ? styles.warning : 'faint')}
      >
        {item.note}
      </span>
    </div>
  );
}

/** What is said where rules would stand. */
export function NoteRow({ index, text }: { readonly index: number; readonly text: string }) {
  return (
    <div role="row" aria-rowindex={index + 2} className={styles.heading} style={placeOf(index)}>
      <span role="gridcell" className="dim">
        {text}
      </span>
    </div>
  );
}

function placeOf(index: number) {
  return { top: index * RULE_ROW_HEIGHT };
}
