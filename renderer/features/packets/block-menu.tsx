import { ChevronRight } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import { type SyntheticEvent, useState } from 'react';
import type { Statement } from '../../../electron/contract/language/statement.ts';
import { countMatches, LOOK_BACK } from '../../model/match-count.ts';
import { countText, forLifetimeText } from '../../model/number-text.ts';
import type { BlockScope } from '../../model/row-text.ts';
import { shortStatement } from '../../model/statement-text.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { classNames } from '../../ui/class-names.ts';
import floating from '../../ui/floating.module.css';
import { Icon } from '../../ui/icon.tsx';
import { Item } from './menu-parts.tsx';
import styles from './row-menu.module.css';

const DURATIONS = [
  { label: '5 minutes', seconds: 300 },
  { label: '1 hour', seconds: 3600 },
  { label: 'Always', seconds: null },
] as const;

interface BlockMenuProps {
  readonly scopes: readonly BlockScope[];
  readonly onDone: () => void;
}

/** A click on a scope blocks it for as long as any click would; its own menu offers the others. */
export function BlockMenu({ scopes, onDone }: BlockMenuProps) {
  const { history, rules } = useApplication();
  const blockForSeconds = useEngine((state) => state.settings.blockForSeconds);
  // Counted once, as the menu opens: figures that run would be harder to compare.
  const [counts] = useState(() =>
    countMatches(
      history,
      scopes.map(({ statement }) => statement),
    ),
  );
  const block = (event: SyntheticEvent, statement: Statement) => {
    event.preventDefault();
    onDone();
    void rules.block(statement, blockForSeconds, 'row');
  };
  const lookedAt = Math.min(LOOK_BACK, history.range.end - history.range.first);
  return (
    <>
      <ContextMenu.Label className={floating.label}>
        What to drop, narrow to wide<span>hits of the last {countText(lookedAt)}</span>
      </ContextMenu.Label>
      {scopes.map(({ label, statement }, index) => (
        <ContextMenu.Sub key={label}>
          <ContextMenu.SubTrigger
            className={classNames(floating.item, styles.scope)}
            onClick={(event) => block(event, statement)}
            // The arrow to the right still opens the durations.
            onKeyDown={(event) => isPress(event.key) && block(event, statement)}
          >
            <span>{label}</span>
            <span className="mono cut dim">{shortStatement(statement)}</span>
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
                <Item key={duration} onSelect={() => void rules.block(statement, seconds, 'row')}>
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

/** A share from 0 to 1 as a bar. */
function Meter({ share }: { readonly share: number }) {
  return (
    <span className={styles.meter} aria-hidden="true">
      <i style={{ width: `${Math.min(1, share) * 100}%` }} />
    </span>
  );
}
