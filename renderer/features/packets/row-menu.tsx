import { ChevronRight } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import { type ReactNode, type SyntheticEvent, useState } from 'react';
import type { Match } from '../../../electron/contract/match.ts';
import { blockAction } from '../../model/block-action.ts';
import { countMatches, LOOK_BACK } from '../../model/match-count.ts';
import { shortMatch } from '../../model/match-text.ts';
import { countText, forLifetimeText } from '../../model/number-text.ts';
import { COPY_FORMS, type CopyForm, copyRow } from '../../model/row-copy.ts';
import type { BlockScope, RowText } from '../../model/row-text.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { actionName, toggleRow } from '../../stores/row-actions.ts';
import { classNames } from '../../ui/class-names.ts';
import floating from '../../ui/floating.module.css';
import { Icon } from '../../ui/icon.tsx';
import styles from './row-menu.module.css';

const DURATIONS = [
  { label: '5 minutes', seconds: 300 },
  { label: '1 hour', seconds: 3600 },
  { label: 'Always', seconds: null },
] as const;

const COPY_LABELS: Readonly<Record<CopyForm, string>> = {
  text: 'Row as text',
  csv: 'Row as CSV',
  json: 'Row as JSON',
  rule: 'As rule',
};

interface RowMenuProps {
  readonly row: RowText;
  /** Closes the menu. */
  readonly onDone: () => void;
}

/** What can be done with one packet. */
export function RowMenu({ row, onDone }: RowMenuProps) {
  const application = useApplication();
  const rules = useEngine((state) => state.rules.rules);
  const action = blockAction(row, rules);
  const ruleStands = rules.some((rule) => rule.id === row.ruleId);
  return (
    <ContextMenu.Portal>
      <ContextMenu.Content
        className={classNames(floating.menu, styles.root)}
        aria-label={`Packet ${row.number}`}
        collisionPadding={8}
      >
        {row.scopes.length > 0 && (
          <Submenu label="Block" strong>
            <BlockMenu scopes={row.scopes} onDone={onDone} />
          </Submenu>
        )}
        {action?.kind === 'unblock' && (
          <Item onSelect={() => toggleRow(application, row)} end={<kbd>B</kbd>}>
            {actionName(action)}
          </Item>
        )}
        <Item
          disabled={!ruleStands}
          onSelect={() => row.ruleId && application.rules.show(row.ruleId)}
        >
          Show matching rule
        </Item>
        <ContextMenu.Separator className={floating.line} />
        <Submenu label="Copy">
          <CopyItems row={row} />
        </Submenu>
      </ContextMenu.Content>
    </ContextMenu.Portal>
  );
}

interface BlockMenuProps {
  readonly scopes: readonly BlockScope[];
  readonly onDone: () => void;
}

/** A click on a scope blocks it for as long as any click would; its own menu offers the others. */
function BlockMenu({ scopes, onDone }: BlockMenuProps) {
  const { history, rules } = useApplication();
  const blockForSeconds = useEngine((state) => state.settings.blockForSeconds);
  // Counted once, as the menu opens: figures that run would be harder to compare.
  const [counts] = useState(() =>
    countMatches(
      history,
      scopes.map(({ match }) => match),
    ),
  );
  const block = (event: SyntheticEvent, match: Match) => {
    event.preventDefault();
    onDone();
    void rules.block(match, blockForSeconds);
  };
  const lookedAt = Math.min(LOOK_BACK, history.range.end - history.range.first);
  return (
    <>
      <ContextMenu.Label className={floating.label}>
        What to drop, narrow to wide<span>hits of the last {countText(lookedAt)}</span>
      </ContextMenu.Label>
      {scopes.map(({ label, match }, index) => (
        <ContextMenu.Sub key={label}>
          <ContextMenu.SubTrigger
            className={classNames(floating.item, styles.scope)}
            onClick={(event) => block(event, match)}
            // The arrow to the right still opens the durations.
            onKeyDown={(event) => isPress(event.key) && block(event, match)}
          >
            <span>{label}</span>
            <span className="mono cut dim">{shortMatch(match)}</span>
            <Meter share={(counts[index] ?? 0) / Math.max(1, lookedAt)} />
            <span className="mono num">{countText(counts[index] ?? 0)}</span>
            <span className={styles.lifetime}>
              {blockForSeconds === null ? 'always' : forLifetimeText(blockForSeconds)}
              <Icon of={ChevronRight} size={14} />
            </span>
          </ContextMenu.SubTrigger>
          <ContextMenu.Portal>
            <ContextMenu.SubContent className={floating.menu} sideOffset={6} collisionPadding={8}>
              <ContextMenu.Label className={floating.label}>For how long</ContextMenu.Label>
              {DURATIONS.map(({ label: duration, seconds }) => (
                <Item key={duration} onSelect={() => void rules.block(match, seconds)}>
                  {duration}
                </Item>
              ))}
            </ContextMenu.SubContent>
          </ContextMenu.Portal>
        </ContextMenu.Sub>
      ))}
    </>
  );
}

function isPress(key: string): boolean {
  return key === 'Enter' || key === ' ';
}

function CopyItems({ row }: { readonly row: RowText }) {
  return COPY_FORMS.map((form) => {
    const text = copyRow(row, form);
    return (
      <Item
        key={form}
        disabled={text === undefined}
        onSelect={() => void navigator.clipboard.writeText(text ?? '')}
      >
        {COPY_LABELS[form]}
      </Item>
    );
  });
}

interface SubmenuProps {
  readonly label: string;
  readonly strong?: boolean;
  readonly children: ReactNode;
}

function Submenu({ label, strong = false, children }: SubmenuProps) {
  return (
    <ContextMenu.Sub>
      <ContextMenu.SubTrigger className={classNames(floating.item, strong && 'strong')}>
        {label}
        <span className={floating.end}>
          <Icon of={ChevronRight} size={14} />
        </span>
      </ContextMenu.SubTrigger>
      <ContextMenu.Portal>
        <ContextMenu.SubContent className={floating.menu} sideOffset={6} collisionPadding={8}>
          {children}
        </ContextMenu.SubContent>
      </ContextMenu.Portal>
    </ContextMenu.Sub>
  );
}

interface ItemProps {
  readonly onSelect: () => void;
  readonly disabled?: boolean;
  readonly end?: ReactNode;
  readonly children: ReactNode;
}

function Item({ onSelect, disabled = false, end, children }: ItemProps) {
  return (
    <ContextMenu.Item className={floating.item} disabled={disabled} onSelect={onSelect}>
      {children}
      {end && <span className={floating.end}>{end}</span>}
    </ContextMenu.Item>
  );
}

/** A share from 0 to 1 as a bar. */
function Meter({ share }: { readonly share: number }) {
  return (
    <span className={styles.meter} aria-hidden="true">
      <i style={{ width: `${Math.min(1, share) * 100}%` }} />
    </span>
  );
}
