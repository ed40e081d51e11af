// biome-ignore-all lint/a11y/useSemanticElements: a windowed grid has no table layout
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid keeps the focus and names its active row
import { memo } from 'react';
import { agoText, bytesText, countText, rateText, timeOfDayText } from '../../model/number-text.ts';
import { ROW_HEIGHT } from '../../model/row-window.ts';
import { actionName } from '../../stores/row-actions.ts';
import { Bars } from '../../ui/bars.tsx';
import { classNames } from '../../ui/class-names.ts';
import { VerdictGlyph } from '../../ui/verdict-glyph.tsx';
import styles from './talker-row.module.css';
import type { TalkerRow as Row } from './talker-rows.ts';

/** A day ago or longer, the time of day alone would say something else. */
const DAY_MS = 86_400_000;

interface TalkerRowProps {
  readonly row: Row;
  readonly nowMs: number;
  readonly selected: boolean;
  /** Its menu is open. */
  readonly marked: boolean;
  /** Waits for the engine. */
  readonly pending: boolean;
}

export const TalkerRow = memo(function TalkerRow(props: TalkerRowProps) {
  const { row, nowMs, selected, marked } = props;
  return (
    <div
      role="row"
      id={talkerRowId(row.index)}
      aria-rowindex={row.index + 2}
      aria-selected={selected}
      data-index={row.index}
      style={{ transform: `translateY(${row.index * ROW_HEIGHT}px)` }}
      className={classNames(styles.row, selected && styles.selected, marked && styles.marked)}
    >
      <div
        role="rowheader"
        className={classNames('cut mono', row.own && styles.own)}
        title={row.label}
      >
        {row.label}
      </div>
      <div role="gridcell" className={classNames('cut', styles.name)} title={row.name || undefined}>
        {row.own ? 'this machine' : row.name}
      </div>
      <div role="gridcell" className="mono num">
        {countText(row.packets)}
      </div>
      <div role="gridcell" className="mono num dim">
        {bytesText(row.bytes)}
      </div>
      <div
        role="gridcell"
        className={classNames('mono num', row.drops > 0 ? styles.drops : 'faint')}
      >
        {countText(row.drops)}
      </div>
      <div role="gridcell" className={classNames('mono num', row.rate === 0 && 'faint')}>
        {rateText(row.rate)}
      </div>
      <div role="gridcell">{row.bars && <Bars {...row.bars} />}</div>
      <div role="gridcell" className="mono num faint">
        {nowMs - row.firstMs > DAY_MS ? agoText(row.firstMs, nowMs) : timeOfDayText(row.firstMs)}
      </div>
      <div role="gridcell" className="num dim">
        {agoText(row.lastMs, nowMs)}
      </div>
      <BlockCell {...props} />
    </div>
  );
});

export function talkerRowId(index: number): string {
  return `talker-${index}`;
}

/** What the rules of now make of it; the button that changes it while it is pointed at. */
function BlockCell({ row, pending }: TalkerRowProps) {
  const { action } = row;
  if (!action) return <div role="gridcell" />;
  const isBlocked = action.kind === 'unblock';
  const state = pending ? (
    <>
      <VerdictGlyph kind="pending" />…
    </>
  ) : (
    isBlocked && (
      <>
        <VerdictGlyph kind="drop" />
        blocked
      </>
    )
  );
  return (
    <div role="gridcell">
      <button
        type="button"
        tabIndex={-1}
        data-action
        className={styles.action}
        aria-label={actionName(action)}
        aria-busy={pending}
      >
        <span className={classNames(styles.state, isBlocked && !pending && styles.blocked)}>
          {state}
        </span>
        <span className={styles.label}>{isBlocked ? 'Unblock' : 'Block'}</span>
      </button>
    </div>
  );
}
