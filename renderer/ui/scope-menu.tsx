import { ChevronRight, TriangleAlert } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import { type SyntheticEvent, useId, useState } from 'react';
import { printMatch } from '../../electron/contract/language/print.ts';
import type { Statement } from '../../electron/contract/language/statement.ts';
import { type ClickLifetime, LIFETIMES, lifetimeText } from '../model/lifetime.ts';
import { countText } from '../model/number-text.ts';
import type { PacketHistory } from '../model/packet-history.ts';
import { type RowScope, ruleOfScope } from '../model/row-scopes.ts';
import { amongText, LOOK_BACK, previewScopes, type ScopePreview } from '../model/scope-preview.ts';
import { shortStatement } from '../model/statement-text.ts';
import { classNames } from './class-names.ts';
import floating from './floating.module.css';
import { Icon } from './icon.tsx';
import { Item } from './menu-parts.tsx';
import styles from './scope-menu.module.css';

interface ScopeMenuProps {
  readonly verdict: 'drop' | 'pass';
  readonly scopes: readonly RowScope[];
  /** Packets that are looked at, to say what else a rule would hit. */
  readonly history: Pick<PacketHistory, 'range' | 'read'>;
  /** How long what a click does lasts. */
  readonly lifetime: ClickLifetime;
  readonly onPut: (statement: Statement, lifetime: ClickLifetime) => void;
  /** Closes the menu. */
  readonly onDone: () => void;
}

/**
 * What to block or to allow, narrow to wide. A click on a scope does it for as long as any click would;
 * its own menu offers other times. The note below says what else a rule would hit.
 */
export function ScopeMenu(props: ScopeMenuProps) {
  const { verdict, scopes, history, lifetime, onPut, onDone } = props;
  // Counted once, as the menu opens: figures that run would be harder to compare.
  const [previews] = useState(() => previewScopes(history, scopes));
  const [focused, setFocused] = useState<number>();
  const noteId = useId();
  const put = (scope: RowScope, forSoLong: ClickLifetime) =>
    onPut(ruleOfScope(scope, verdict), forSoLong);
  const putByClick = (event: SyntheticEvent, scope: RowScope) => {
    event.preventDefault();
    onDone();
    put(scope, lifetime);
  };
  const lookedAt = Math.min(LOOK_BACK, history.range.end - history.range.first);
  const preview = previews[focused ?? scopes.findIndex(({ usual }) => usual)];
  return (
    <>
      <ContextMenu.Label className={floating.label}>
        {verdict === 'drop' ? 'What to drop' : 'What to let pass'}, narrow to wide
        <span>hits of the last {countText(lookedAt)}</span>
      </ContextMenu.Label>
      {scopes.map((scope, index) => (
        <ContextMenu.Sub key={scope.label}>
          <ContextMenu.SubTrigger
            className={classNames(floating.item, styles.scope)}
            aria-describedby={noteId}
            onFocus={() => setFocused(index)}
            onClick={(event) => putByClick(event, scope)}
            // The arrow to the right still opens the durations.
            onKeyDown={(event) => isPress(event.key) && putByClick(event, scope)}
          >
            <span>
              {scope.label}
              {scope.usual && <kbd className={styles.key}>{verdict === 'drop' ? 'B' : 'A'}</kbd>}
            </span>
            <span className="mono cut dim" title={printMatch(scope.match)}>
              {scopeText(scope)}
            </span>
            <Meter share={(previews[index]?.hits ?? 0) / Math.max(1, lookedAt)} />
            <span className="mono num">{countText(previews[index]?.hits ?? 0)}</span>
            <span className={styles.lifetime}>
              {lifetimeText(lifetime)}
              <Icon of={ChevronRight} size={14} />
            </span>
          </ContextMenu.SubTrigger>
          <ContextMenu.Portal>
            <ContextMenu.SubContent className={floating.menu} sideOffset={6} collisionPadding={8}>
              <ContextMenu.Label className={floating.label}>For how long</ContextMenu.Label>
              {LIFETIMES.map(({ label, lifetime: forSoLong }) => (
                <Item key={label} onSelect={() => put(scope, forSoLong)}>
                  {label}
                </Item>
              ))}
            </ContextMenu.SubContent>
          </ContextMenu.Portal>
        </ContextMenu.Sub>
      ))}
      {preview && (
        <PreviewNote id={noteId} verdict={verdict} preview={preview} lookedAt={lookedAt} />
      )}
    </>
  );
}

interface PreviewNoteProps {
  readonly id: string;
  readonly verdict: 'drop' | 'pass';
  readonly preview: ScopePreview;
  readonly lookedAt: number;
}

/** What the focused scope would hit besides this row. */
function PreviewNote({ id, verdict, preview, lookedAt }: PreviewNoteProps) {
  const { hits, dropped, among } = preview;
  const warns = verdict === 'drop' && among.length > 0;
  return (
    // A menu holds no live region; the focused item is described by it.
    <p id={id} className={styles.preview}>
      {warns && (
        <span className={styles.caution}>
          <Icon of={TriangleAlert} size={14} />
        </span>
      )}
      <span>
        Matches{' '}
        <b>
          {countText(hits)} of the last {countText(lookedAt)} packets
        </b>
        {warns && (
          <>
            , among them <b>{amongText(among)}</b>
          </>
        )}
        {dropped > 0 && `; ${countText(dropped)} of them were dropped`}.
      </span>
    </p>
  );
}

/** As short as a drop of it is told. */
function scopeText(scope: RowScope): string {
  return scope.text ?? shortStatement(ruleOfScope(scope, 'drop'));
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
