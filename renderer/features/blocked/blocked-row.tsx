import { X } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { printStatement } from '../../../electron/contract/language/print.ts';
import { cutMiddle } from '../../model/address-text.ts';
import type { BlockedLine } from '../../model/blocked-groups.ts';
import { countText, rateText, timeLeftText } from '../../model/number-text.ts';
import { useActions, useApplication, useEngine } from '../../stores/application-context.ts';
import { isLive } from '../../stores/engine-store.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { Switch } from '../../ui/switch.tsx';
import styles from './blocked-row.module.css';

/** Characters that fit beside a counter of six digits. */
const TEXT_CHARACTERS = 20;

interface BlockedRowProps {
  readonly line: BlockedLine;
  readonly now: number;
}

/** One rule, or one offer, with its switch. */
export function BlockedRow({ line, now }: BlockedRowProps) {
  const { rule, kind, statement, text, direction } = line;
  const { rules } = useApplication();
  const ruleText = useMemo(() => printStatement(statement), [statement]);
  const pending = useActions((state) => state.pending.has(ruleText));
  const highlighted = useActions((state) => rule !== undefined && state.highlighted === rule.id);
  const [asking, setAsking] = useState(false);
  const element = useRef<HTMLLIElement>(null);
  const on = rule?.enabled === true;
  const short = cutMiddle(text, TEXT_CHARACTERS);
  const switchId = useId();
  // Addresses and ports are there to be selected; a word belongs to its switch.
  const isWord = kind === 'protocol' || kind === 'everything';
  const Name = isWord ? 'label' : 'span';

  useEffect(() => {
    if (highlighted || asking) element.current?.scrollIntoView({ block: 'nearest' });
  }, [highlighted, asking]);

  const switchTo = (enabled: boolean) => {
    setAsking(false);
    if (rule) void rules.setEnabled(rule, enabled);
    else void rules.put(statement, null, 'typed');
  };
  const change = (enabled: boolean) => {
    if (enabled && kind === 'everything') setAsking(true);
    else switchTo(enabled);
  };

  return (
    <li
      ref={element}
      className={classNames(styles.row, !on && styles.off, highlighted && styles.highlighted)}
      data-rule={rule?.id}
    >
      <Switch
        id={switchId}
        checked={on}
        onChange={change}
        label={`Block ${[text, direction].filter(Boolean).join(', ')}`}
        pending={pending}
      />
      <Name
        className={classNames('mono cut', styles.text)}
        title={lineTitle(line, short)}
        {...(isWord ? { htmlFor: switchId } : {})}
      >
        {short}
      </Name>
      {rule ? <Hits ruleId={rule.id} /> : <span className="mono faint num">0</span>}
      {rule && (
        <Button
          icon
          className={styles.remove}
          aria-label={`Remove ${text}`}
          onClick={() => void rules.remove(rule)}
        >
          <Icon of={X} size={14} />
        </Button>
      )}
      {rule && (
        <span className={styles.second}>
          <span>
            {direction && `${direction}, `}
            {on ? <Rate ruleId={rule.id} /> : 'off'}
          </span>
          <span>{rule.untilRestart ? 'until restart' : timeLeftText(rule.expiry, now)}</span>
        </span>
      )}
      {asking && <Confirm onYes={() => switchTo(true)} onNo={() => setAsking(false)} />}
    </li>
  );
}

/** What a port means, what the rule is called, and what is cut. */
function lineTitle({ kind, text, direction, rule }: BlockedLine, short: string) {
  if (rule?.name) return `${text}: ${rule.name}`;
  if (kind === 'port' && !direction) return `Packets to port ${text} of this machine`;
  return short === text ? undefined : text;
}

function Hits({ ruleId }: { readonly ruleId: string }) {
  const hits = useEngine((state) => state.counters?.byRule[ruleId]?.packets ?? 0);
  return <span className={classNames('mono num', styles.hits)}>{countText(hits)}</span>;
}

function Rate({ ruleId }: { readonly ruleId: string }) {
  const { traffic } = useApplication();
  const live = useEngine(isLive);
  useEngine((state) => state.counters);
  return live ? `${rateText(traffic.ruleNow(ruleId))} now` : 'rate not known';
}

interface ConfirmProps {
  readonly onYes: () => void;
  readonly onNo: () => void;
}

function Confirm({ onYes, onNo }: ConfirmProps) {
  const latest = useRef(onNo);
  latest.current = onNo;
  useEffect(() => {
    // Of the document, so that it comes before the keys of the window.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a question inside a list, not a form
    <div className={styles.confirm} role="group" aria-label="Block everything?">
      <p>This cuts off every watched interface, your own connections too.</p>
      <Button kind="line" autoFocus onClick={onYes}>
        Block everything
      </Button>
      <Button onClick={onNo}>Cancel</Button>
    </div>
  );
}
