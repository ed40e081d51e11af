// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid has no table layout
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid keeps the focus and names its active row
import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { cutMiddle } from '../../model/address-text.ts';
import type { EndText, RowText } from '../../model/row-text.ts';
import { ROW_HEIGHT } from '../../model/row-window.ts';
import { classNames } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { VerdictGlyph, type VerdictKind } from '../../ui/verdict-glyph.tsx';
import styles from './packet-row.module.css';

/** Characters of the interface face that fit the Rule column. */
const RULE_CHARACTERS = 16;
/** Of an address that fit however narrow its column is. */
const SURE_ADDRESS_CHARACTERS = 15;
/** And that always fit the Info column. */
const INFO_CHARACTERS = 18;

export interface PacketRowProps {
  readonly row: RowText;
  /** Place in the list, from 0. */
  readonly index: number;
  /** How many rows below the upper end of the scrolled element. */
  readonly place: number;
  readonly selected: boolean;
  /** Of the same other end as the selected row. */
  readonly kin: boolean;
  /** Its menu is open. */
  readonly marked: boolean;
  /** `Block 198.51.100.61`; absent when rules cannot name this packet. */
  readonly actionName: string | undefined;
  /** Waits for the engine. */
  readonly pending: boolean;
}

export const PacketRow = memo(function PacketRow(props: PacketRowProps) {
  const { row, index, place, selected, kin, marked } = props;
  return (
    <div
      role="row"
      id={rowId(row.sequence)}
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-sequence={row.sequence}
      data-verdict={row.dropped ? 'drop' : 'pass'}
      style={{ transform: `translateY(${place * ROW_HEIGHT}px)` }}
      className={classNames(
        styles.row,
        row.dropped && styles.dropped,
        kin && styles.kin,
        selected && styles.selected,
        marked && styles.marked,
      )}
    >
      <Cell className={classNames('mono num', styles.number)}>{row.number}</Cell>
      <Cell className={classNames('mono', styles.time)}>{row.time}</Cell>
      <Verdict {...props} />
      <Cell className={styles.arrow}>
        <Icon of={row.direction === 'in' ? ArrowDown : ArrowUp} size={14} />
        <span className="unseen">{row.direction}</span>
      </Cell>
      <Address end={row.source} />
      <Cell className={classNames('mono', styles.port)}>{row.source.port}</Cell>
      <Address end={row.destination} />
      <Cell className={classNames('mono', styles.port)}>{row.destination.port}</Cell>
      <Cell className="cut">{row.protocol}</Cell>
      <Cell className="mono num dim">{row.length}</Cell>
      <Cell className={classNames('cut', styles.info)} title={infoTitle(row)}>
        <b>{row.info.head}</b> {row.info.rest}
      </Cell>
      <Cell className={classNames('cut', styles.rule)} title={row.ruleTitle}>
        {ruleText(row.rule)}
      </Cell>
    </div>
  );
});

/** An address is cut in the middle, words at their end. */
function ruleText(rule: string): string {
  const isValue = rule.length > RULE_CHARACTERS && /^\S+ \S+$/.test(rule);
  return isValue ? cutMiddle(rule, RULE_CHARACTERS - 2) : rule;
}

/** In full, where it may not fit. */
function infoTitle({ info: { head, rest } }: RowText): string | undefined {
  return head.length + rest.length > INFO_CHARACTERS ? `${head} ${rest}` : undefined;
}

export function rowId(sequence: number): string {
  return `packet-${sequence + 1}`;
}

interface CellProps {
  readonly className?: string | undefined;
  readonly title?: string | undefined;
  readonly children?: ReactNode;
}

function Cell({ className, title, children }: CellProps) {
  return (
    <div role="gridcell" className={className} title={title}>
      {children}
    </div>
  );
}

function Address({ end }: { readonly end: EndText }) {
  const shown = cutMiddle(end.address);
  return (
    <Cell
      className={classNames('cut mono', end.own && styles.own)}
      title={end.address.length > SURE_ADDRESS_CHARACTERS ? end.address : undefined}
    >
      {shown}
    </Cell>
  );
}

/** The verdict, which becomes the button that changes it while it is pointed at. */
function Verdict({ row, actionName, pending }: PacketRowProps) {
  const { kind, word } = verdictOf(row, pending);
  const verdict = (
    <span className={classNames(styles.verdict, row.dropped && !pending && styles.verdictDrop)}>
      <VerdictGlyph kind={kind} />
      {word}
    </span>
  );
  if (!actionName) return <Cell>{verdict}</Cell>;
  return (
    <Cell>
      <button
        type="button"
        tabIndex={-1}
        data-action
        className={styles.action}
        aria-label={`${actionName}, ${row.dropped ? 'dropped' : 'passed'}`}
        aria-busy={pending}
      >
        {verdict}
        <span className={styles.label}>{actionName.split(' ', 1)}</span>
      </button>
    </Cell>
  );
}

function verdictOf(row: RowText, pending: boolean): { kind: VerdictKind; word: string } {
  if (pending) return { kind: 'pending', word: '…' };
  if (row.malformed) return { kind: row.dropped ? 'bad-dropped' : 'bad', word: 'bad' };
  return row.dropped ? { kind: 'drop', word: 'drop' } : { kind: 'pass', word: 'pass' };
}
