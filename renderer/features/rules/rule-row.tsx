// biome-ignore-all lint/a11y/useSemanticElements: a windowed grid has no table layout
// biome-ignore-all lint/a11y/useFocusableInteractive: cells are reached through their row
import { Ellipsis, GripVertical, TriangleAlert } from 'lucide-react';
import { type MouseEvent, memo, type PointerEvent } from 'react';
import { statementOf } from '../../../electron/contract/rule.ts';
import { countText } from '../../model/number-text.ts';
import { RULE_ROW_HEIGHT } from '../../model/row-window.ts';
import type { RuleItem } from '../../model/rules/list-items.ts';
import { withoutVerdict } from '../../model/rules/rule-tokens.ts';
import { lastHitText, ruleTimeLeft } from '../../model/rules/time-text.ts';
import { ruleColumn } from '../../model/traffic-log.ts';
import { useActions, useApplication, useEngine } from '../../stores/application-context.ts';
import { ruleKey } from '../../stores/rules-book-actions.ts';
import { useRulesModel } from '../../stores/rules-context.ts';
import { Bars } from '../../ui/bars.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { RuleText } from '../../ui/rule-text.tsx';
import { VerdictWord } from '../../ui/verdict-word.tsx';
import styles from './rule-list.module.css';
import { RuleSwitch } from './rule-switch.tsx';

interface RuleRowProps {
  readonly index: number;
  readonly item: RuleItem;
  /** Why the rule can do nothing. */
  readonly finding: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The one row that the Tab key reaches. */
  readonly active: boolean;
  readonly selected: boolean;
  /** Has changes that are not applied. */
  readonly edited: boolean;
  readonly dragged: boolean;
  /** Its menu is open. */
  readonly marked: boolean;
  readonly onFocus: (key: string) => void;
  readonly onOpen: (key: string) => void;
  /** Absent where rules cannot be moved now. */
  readonly onGrab: ((event: PointerEvent, id: string) => void) | undefined;
}

/** One rule: what it says, what it did, and how to change it. */
export const RuleRow = memo(function RuleRow(props: RuleRowProps) {
  const { index, item, active, selected, onFocus, onOpen, onGrab } = props;
  const { rule, number, builtIn } = item;
  // While everything passes no rule has any effect.
  const inForce = useEngine((state) => state.enforcing) && item.inForce;
  const pending = useActions((state) => state.pending.has(ruleKey(rule.id)));
  const { kind } = statementOf(rule).verdict;
  const tabIndex = active ? 0 : -1;
  const name = builtIn ? (rule.name ?? 'Built-in rule') : `Rule ${number}`;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: use-rule-keys.ts listens for the whole grid
    <div
      role="row"
      id={rowId(item.key)}
      data-key={item.key}
      aria-rowindex={index + 2}
      aria-selected={selected}
      tabIndex={tabIndex}
      className={classNames(
        styles.row,
        !inForce && styles.off,
        selected && styles.selected,
        props.marked && styles.marked,
        props.dragged && styles.dragged,
      )}
      style={{ top: index * RULE_ROW_HEIGHT }}
      onFocus={() => onFocus(item.key)}
      onClick={(event) => {
        if (!isControl(event.target)) onOpen(item.key);
      }}
    >
      <span role="gridcell" className="mono num faint">
        {number}
      </span>
      <span role="gridcell">
        <RuleSwitch item={item} name={name} pending={pending} tabIndex={tabIndex} />
      </span>
      <span role="gridcell">
        <VerdictWord kind={kind} muted={!inForce} />
      </span>
      <span role="gridcell" className={classNames('cut', styles.text)} title={rule.text}>
        <RuleText text={withoutVerdict(rule.text)} />
      </span>
      <span role="gridcell" className={styles.name}>
        {rule.name && (
          <span className={classNames('cut', styles.title)} title={rule.name}>
            {rule.name}
          </span>
        )}
        {props.edited && <span className={styles.edited}>not applied</span>}
        {props.finding && <FindingNote item={item} text={props.finding} tabIndex={tabIndex} />}
      </span>
      <span role="gridcell" className={classNames('mono num', styles.hits)}>
        <Hits ruleId={rule.id} />
      </span>
      <span role="gridcell" className={classNames('mono num dim', styles.last)}>
        <LastHit ruleId={rule.id} />
      </span>
      <span role="gridcell" className="num dim">
        {builtIn ? '' : ruleTimeLeft(rule, props.now)}
      </span>
      <span role="gridcell" className={styles.shape}>
        {(kind === 'drop' || kind === 'limit') && <Shape ruleId={rule.id} />}
      </span>
      <span role="gridcell">
        <Button
          icon
          className={styles.more}
          aria-label={`Menu of ${name.toLowerCase()}`}
          aria-haspopup="menu"
          tabIndex={tabIndex}
          onClick={openMenu}
        >
          <Icon of={Ellipsis} size={14} />
        </Button>
      </span>
      <span role="gridcell">
        {!builtIn && (
          // Moved from the keyboard with Alt and the arrows, on the row itself.
          <span
            className={styles.grip}
            data-idle={onGrab === undefined}
            title={
              onGrab
                ? 'Drag to another place, or Alt+Up and Alt+Down'
                : 'Clear the search to move rules'
            }
            onPointerDown={(event) => onGrab?.(event, rule.id)}
          >
            <Icon of={GripVertical} size={14} />
          </span>
        )}
      </span>
    </div>
  );
});

/** The element id of a rule's row. */
export function rowId(key: string): string {
  return `rule-${key}`;
}

function Hits({ ruleId }: { readonly ruleId: string }) {
  return countText(useEngine((state) => state.counters?.byRule[ruleId]?.packets ?? 0));
}

function LastHit({ ruleId }: { readonly ruleId: string }) {
  const lastHitMs = useEngine((state) => state.counters?.byRule[ruleId]?.lastHitMs);
  const nowMs = useEngine((state) => state.counters?.timeMs ?? 0);
  return lastHitText(lastHitMs, nowMs);
}

const SHAPE_SECONDS = 60;

/** What it dropped, second by second. */
function Shape({ ruleId }: { readonly ruleId: string }) {
  const { traffic } = useApplication();
  const end = useEngine(() => traffic.log.endSecond);
  const column = ruleColumn(ruleId);
  const dropped = traffic.log.values(column, 'packets', end - SHAPE_SECONDS, end);
  return <Bars passed={NO_PASSED} dropped={dropped.map((packets) => packets ?? 0)} />;
}

const NO_PASSED = new Array<number>(SHAPE_SECONDS).fill(0);

interface FindingNoteProps {
  readonly item: RuleItem;
  readonly text: string;
  readonly tabIndex: number;
}

function FindingNote({ item, text, tabIndex }: FindingNoteProps) {
  const { book } = useRulesModel();
  return (
    <span className={styles.finding}>
      <Icon of={TriangleAlert} size={14} />
      <span className="cut" title={text}>
        {text}
      </span>
      <Button
        kind="link"
        tabIndex={tabIndex}
        aria-label={`Remove rule ${item.number}`}
        onClick={() => void book.remove(item.rule)}
      >
        Remove
      </Button>
    </span>
  );
}

/** As if the row had been clicked with the other button, below this one. */
function openMenu(event: MouseEvent<HTMLButtonElement>): void {
  const { left, bottom } = event.currentTarget.getBoundingClientRect();
  const at = { clientX: left, clientY: bottom };
  event.currentTarget.dispatchEvent(
    new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...at }),
  );
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest('button, [data-idle]') !== null;
}
