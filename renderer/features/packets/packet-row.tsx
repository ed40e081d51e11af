// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid has no table layout
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid keeps the focus and names its active row
import { ArrowDown, ArrowUp, Bookmark, Repeat2 } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { cutMiddle } from '../../model/address-text.ts';
import { type ColumnId, columnOf } from '../../model/columns.ts';
import { isValueColumn } from '../../model/filter/cell-filter.ts';
import type { FittedColumn } from '../../model/fit-columns.ts';
import { protocolColour } from '../../model/protocol-colour.ts';
import type { EndText, RowText } from '../../model/row-text.ts';
import { ROW_HEIGHT } from '../../model/row-window.ts';
import { classNames } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { VerdictGlyph, type VerdictKind } from '../../ui/verdict-glyph.tsx';
import styles from './packet-row.module.css';

/** Widths of a character of the two faces, in pixels; of the interface face it is the usual one. */
const MONO_CHARACTER = 7.2;
const USUAL_CHARACTER = 6.6;
/** Of what is hardly ever wider. */
const WIDE_CHARACTER = 8;

export interface PacketRowProps {
  readonly row: RowText;
  readonly columns: readonly FittedColumn[];
  /** What the columns of time say. */
  readonly time: string;
  readonly delta: string;
  /** Place in the list, from 0. */
  readonly index: number;
  /** How many rows below the upper end of the scrolled element. */
  readonly place: number;
  readonly selected: boolean;
  /** Of the same other end as the selected row. */
  readonly kin: boolean;
  /** Its menu is open. */
  readonly inMenu: boolean;
  readonly marked: boolean;
  /** Relative times count from it. */
  readonly reference: boolean;
  /** Protocols have colours. */
  readonly coloured: boolean;
  /** `Block 198.51.100.61`; absent when rules cannot name this packet. */
  readonly actionName: string | undefined;
  /** Waits for the engine. */
  readonly pending: boolean;
}

export const PacketRow = memo(function PacketRow(props: PacketRowProps) {
  const { row, columns, index, place, selected, kin, inMenu, marked } = props;
  return (
    <div
      role="row"
      id={rowId(row.sequence)}
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-sequence={row.sequence}
      data-verdict={row.dropped ? 'drop' : 'pass'}
      data-flips={row.before !== undefined || undefined}
      data-marked={marked || undefined}
      style={{ transform: `translateY(${place * ROW_HEIGHT}px)` }}
      className={classNames(
        styles.row,
        row.dropped && styles.dropped,
        kin && styles.kin,
        selected && styles.selected,
        inMenu && styles.inMenu,
      )}
    >
      {marked && (
        <span className={styles.bookmark}>
          <Icon of={Bookmark} size={10} />
        </span>
      )}
      {columns.map(({ id, width }) => (
        <ColumnCell key={id} id={id} width={width} {...props} />
      ))}
    </div>
  );
});

interface ColumnCellProps extends PacketRowProps {
  readonly id: ColumnId;
  readonly width: number;
}

function ColumnCell(props: ColumnCellProps) {
  const { id, width, row } = props;
  switch (id) {
    case 'time':
      return (
        <Cell
          className={classNames('mono', styles.time, props.reference && styles.reference)}
          title={props.reference ? 'Times count from here' : undefined}
        >
          {props.time}
        </Cell>
      );
    case 'delta':
      return <Cell className={classNames('mono num', styles.time)}>{props.delta}</Cell>;
    case 'verdict':
      return <Verdict {...props} />;
    case 'direction':
      return (
        <Cell value={id} className={styles.arrow}>
          <Icon of={row.direction === 'in' ? ArrowDown : ArrowUp} size={14} />
          <span className="unseen">{row.direction}</span>
        </Cell>
      );
    case 'source':
      return <Address value={id} end={row.source} width={width} />;
    case 'destination':
      return <Address value={id} end={row.destination} width={width} />;
    case 'protocol':
      return <Protocol {...props} />;
    case 'info':
      return (
        <Cell
          className={classNames(cutWhere(infoText(row), width), styles.info)}
          title={ifLong(infoText(row), width)}
        >
          <b>{row.info.head}</b> {row.info.rest}
        </Cell>
      );
    case 'rule':
      return (
        <Cell
          value={id}
          className={classNames(cutWhere(row.rule, width), styles.rule)}
          title={row.ruleTitle}
        >
          {ruleText(row.rule, width)}
        </Cell>
      );
    default:
      return <PlainCell id={id} width={width} row={row} />;
  }
}

/** A column whose text says all there is. */
function PlainCell({ id, width, row }: Pick<ColumnCellProps, 'id' | 'width' | 'row'>) {
  const { align, mono = false, text } = columnOf(id);
  const shown = text(row);
  return (
    <Cell
      value={isValueColumn(id) && shown !== '' ? id : undefined}
      className={classNames(
        cutWhere(shown, width),
        mono && 'mono',
        align === 'right' && 'num',
        id === 'number' ? styles.number : styles.plain,
      )}
      title={mono ? undefined : ifLong(shown, width)}
    >
      {shown}
    </Cell>
  );
}

/** An address is cut in the middle, words at their end. */
function ruleText(rule: string, width: number): string {
  const characters = Math.floor(width / USUAL_CHARACTER);
  const isValue = rule.length > characters && /^\S+ \S+$/.test(rule);
  return isValue ? cutMiddle(rule, characters - 2) : rule;
}

function infoText({ info: { head, rest } }: RowText): string {
  return [head, rest].filter(Boolean).join(' ');
}

/**
 * Cut off at the end of its column, where it may not fit. Every element that is cut is a layer of its own
 * to the browser's painter, and hundreds of them cost a frame of a flood a millisecond.
 */
function cutWhere(text: string, width: number): string | undefined {
  return text.length * WIDE_CHARACTER > width ? 'cut' : undefined;
}

/** In full, where it may not fit. */
function ifLong(text: string, width: number): string | undefined {
  return text.length * USUAL_CHARACTER > width ? text : undefined;
}

export function rowId(sequence: number): string {
  return `packet-${sequence + 1}`;
}

interface CellProps {
  readonly className?: string | undefined;
  readonly title?: string | undefined;
  /** Also when the rows are of a time that has passed. */
  readonly keepsColour?: boolean;
  /** Of which column it holds a value that can be asked for. */
  readonly value?: ColumnId | undefined;
  readonly children?: ReactNode;
}

function Cell({ className, title, keepsColour, value, children }: CellProps) {
  return (
    <div
      role="gridcell"
      className={className}
      title={title}
      data-keeps-colour={keepsColour || undefined}
      data-value={value}
    >
      {children}
    </div>
  );
}

interface AddressProps {
  readonly value: ColumnId;
  readonly end: EndText;
  readonly width: number;
}

function Address({ value, end, width }: AddressProps) {
  if (end.name !== undefined) {
    // In the interface face, so that a name never looks like an address.
    return (
      <Cell
        value={value}
        className={classNames(cutWhere(end.name, width), end.own && styles.own)}
        title={end.title}
      >
        {end.name}
      </Cell>
    );
  }
  const shown = cutMiddle(end.address, Math.floor(width / MONO_CHARACTER));
  return (
    <Cell
      value={end.address === '' ? undefined : value}
      className={classNames('mono', end.own && styles.own)}
      title={end.title ?? (shown === end.address ? undefined : end.address)}
    >
      {shown}
    </Cell>
  );
}

function Protocol({ row, coloured, width }: ColumnCellProps) {
  return (
    <div
      role="gridcell"
      className={styles.protocol}
      data-value="protocol"
      data-protocol={coloured ? protocolColour(row.protocol) : undefined}
    >
      <div className={cutWhere(row.protocol, width)}>{row.protocol}</div>
    </div>
  );
}

/** The verdict, which becomes the button that changes it while it is pointed at. */
function Verdict({ row, actionName, pending }: PacketRowProps) {
  const { kind, word } = verdictOf(row, pending);
  const verdict = (
    <span className={classNames(styles.verdict, row.dropped && !pending && styles.verdictDrop)}>
      <VerdictGlyph kind={kind} />
      {word}
      {row.before && ' '}
      {row.before && <Flip before={row.before} />}
    </span>
  );
  // As they stand there, so that whoever speaks to the page can say them.
  const words = row.before ? `${word} ${flipWords(row.before)}` : word;
  if (!actionName) {
    return (
      <Cell keepsColour value="verdict">
        {verdict}
      </Cell>
    );
  }
  return (
    <Cell keepsColour value="verdict">
      <button
        type="button"
        tabIndex={-1}
        data-action
        className={styles.action}
        aria-label={`${actionName}, ${words}`}
        aria-busy={pending}
      >
        {verdict}
        <span className={styles.label}>{actionName.split(' ', 1)}</span>
      </button>
    </Cell>
  );
}

/** That the packet fares otherwise than its file says. */
function Flip({ before }: { readonly before: string }) {
  return (
    <span className={styles.flip} title="Flips: its file says otherwise">
      <Icon of={Repeat2} size={12} />
      {flipWords(before)}
    </span>
  );
}

function flipWords(before: string): string {
  return `was ${before}`;
}

function verdictOf(row: RowText, pending: boolean): { kind: VerdictKind; word: string } {
  if (pending) return { kind: 'pending', word: '…' };
  if (row.malformed) return { kind: row.dropped ? 'bad-dropped' : 'bad', word: 'bad' };
  return row.dropped ? { kind: 'drop', word: 'drop' } : { kind: 'pass', word: 'pass' };
}
