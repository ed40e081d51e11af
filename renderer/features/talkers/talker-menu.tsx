import { ContextMenu } from 'radix-ui';
import type { Statement } from '../../../electron/contract/language/statement.ts';
import type { ClickLifetime } from '../../model/lifetime.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { copyText } from '../../stores/copy-text.ts';
import { actionName } from '../../stores/row-actions.ts';
import floating from '../../ui/floating.module.css';
import { Item, Submenu } from '../../ui/menu-parts.tsx';
import { ScopeMenu } from '../../ui/scope-menu.tsx';
import styles from './talker-menu.module.css';
import type { TalkerRow } from './talker-rows.ts';
import { toggleTalker } from './toggle-talker.ts';

interface TalkerMenuProps {
  readonly row: TalkerRow;
  /** Shows the packets that a filter lets through. */
  readonly onShowPackets: (filter: string) => void;
  /** Closes the menu. */
  readonly onDone: () => void;
}

/** What can be done with one row. */
export function TalkerMenu({ row, onShowPackets, onDone }: TalkerMenuProps) {
  const application = useApplication();
  const { history, rules, actions } = application;
  const lifetime = useEngine((state) => state.settings.blockForSeconds);
  const { action, filter, scopes } = row;
  const onPut = (statement: Statement, forSoLong: ClickLifetime) =>
    void rules.put(statement, forSoLong, 'row');
  const scopeProps = { scopes, history, lifetime, onPut, onDone };
  return (
    <ContextMenu.Portal>
      <ContextMenu.Content
        className={`${floating.menu} ${styles.root}`}
        aria-label={row.label}
        collisionPadding={8}
      >
        {scopes.length > 0 && (
          <>
            <Submenu label="Block" strong>
              <ScopeMenu verdict="drop" {...scopeProps} />
            </Submenu>
            <Submenu label="Allow">
              <ScopeMenu verdict="pass" {...scopeProps} />
            </Submenu>
          </>
        )}
        {action?.kind === 'unblock' && (
          <Item onSelect={() => toggleTalker(application, row)} end={<kbd>B</kbd>}>
            {actionName(action)}
          </Item>
        )}
        {scopes.length > 0 && <ContextMenu.Separator className={floating.line} />}
        <Item
          disabled={filter === undefined}
          onSelect={() => filter !== undefined && onShowPackets(filter)}
          end={<kbd>P</kbd>}
        >
          Show its packets
        </Item>
        <Item onSelect={() => void copyText(actions, row.label, row.label)}>Copy</Item>
      </ContextMenu.Content>
    </ContextMenu.Portal>
  );
}
