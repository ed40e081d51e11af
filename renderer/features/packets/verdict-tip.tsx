import { blockAction } from '../../model/block-action.ts';
import type { PacketRows } from '../../model/packet-rows.ts';
import type { RowText } from '../../model/row-text.ts';
import { ROW_HEIGHT } from '../../model/row-window.ts';
import { useActions, useEngine } from '../../stores/application-context.ts';
import { actionKey, actionWords } from '../../stores/row-actions.ts';
import { classNames } from '../../ui/class-names.ts';
import floating from '../../ui/floating.module.css';
import styles from './packet-table.module.css';
import type { FollowScroll } from './use-follow-scroll.ts';

interface PointedTipProps {
  readonly row: RowText | undefined;
  readonly rows: PacketRows;
  readonly scroll: FollowScroll;
  /** Of the Verdict column, in pixels. */
  readonly left: number;
}

/** Says beside the pointed verdict what a click will do. */
export function PointedTip({ row, rows, scroll, left }: PointedTipProps) {
  const book = useEngine((state) => state.rules);
  const blockForSeconds = useEngine((state) => state.settings.blockForSeconds);
  const action = row && blockAction(row, book);
  const pending = useActions((state) => action && state.pending.has(actionKey(action)));
  if (!row || !action || pending) return null;
  const [before, value, after] = actionWords(action, blockForSeconds);
  const position = rows.positionOf(row.sequence);
  const top = (position - scroll.spaceStart) * ROW_HEIGHT;
  // Near the lower edge it stands over its row.
  const above = position >= scroll.end - 2;
  return (
    <div
      className={classNames(floating.tip, styles.tip)}
      style={{ left: left - 10, top: above ? top - ROW_HEIGHT - 2 : top + ROW_HEIGHT + 2 }}
      aria-hidden="true"
    >
      <span>
        {before} <span className="mono">{value}</span> {after}
      </span>
      <kbd>B</kbd>
    </div>
  );
}
