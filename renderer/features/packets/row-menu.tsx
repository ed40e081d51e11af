import { ContextMenu } from 'radix-ui';
import { useState } from 'react';
import type { Statement } from '../../../electron/contract/language/statement.ts';
import { blockAction } from '../../model/block-action.ts';
import type { ClickLifetime } from '../../model/lifetime.ts';
import { COPY_FORMS, type CopyForm, copyRow } from '../../model/row-copy.ts';
import { rowScopes } from '../../model/row-scopes.ts';
import type { RowText } from '../../model/row-text.ts';
import { ruleIndex } from '../../model/rule-index.ts';
import { shownColumns } from '../../model/table-layout.ts';
import { useApplication, useEngine, useTable } from '../../stores/application-context.ts';
import { copyText } from '../../stores/copy-text.ts';
import { actionName, toggleRow } from '../../stores/row-actions.ts';
import { explainRecord } from '../../stores/rules-context.ts';
import { classNames } from '../../ui/class-names.ts';
import floating from '../../ui/floating.module.css';
import { Item, Submenu } from '../../ui/menu-parts.tsx';
import { ScopeMenu } from '../../ui/scope-menu.tsx';
import { FilterMenu } from './filter-menu.tsx';
import styles from './row-menu.module.css';

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
  const book = useEngine((state) => state.rules);
  const action = blockAction(row, book);
  const [scopes] = useState(() => {
    const record = application.history.read(row.sequence);
    return record ? rowScopes(record) : [];
  });
  const lifetime = useEngine((state) => state.settings.blockForSeconds);
  const { history, rules } = application;
  const onPut = (statement: Statement, forSoLong: ClickLifetime) =>
    void rules.put(statement, forSoLong, 'row');
  const scopeProps = { scopes, history, lifetime, onPut, onDone };
  const ruleStands = row.ruleId !== undefined && ruleIndex(book).rule(row.ruleId) !== undefined;
  const live = useEngine((state) => state.current);
  const explain = () => {
    const record = application.history.bytes(row.sequence);
    if (record) explainRecord(application, record);
  };
  return (
    <ContextMenu.Portal>
      <ContextMenu.Content
        className={classNames(floating.menu, styles.root)}
        aria-label={`Packet ${row.number}`}
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
        <Item disabled={!live} onSelect={explain}>
          Explain in Rules
        </Item>
        {scopes.length > 0 && (
          <>
            <ContextMenu.Separator className={floating.line} />
            <FilterMenu scopes={scopes} />
          </>
        )}
        <ContextMenu.Separator className={floating.line} />
        <Submenu label="Copy">
          <CopyItems row={row} />
        </Submenu>
      </ContextMenu.Content>
    </ContextMenu.Portal>
  );
}

function CopyItems({ row }: { readonly row: RowText }) {
  const { actions, exporter, packets } = useApplication();
  const columns = shownColumns(useTable((state) => state.layout)).map(({ id }) => id);
  const object = exporter.objectOf(row.sequence);
  return COPY_FORMS.map((form) => {
    const text = object && copyRow(form, { row, object, columns, isReplay: packets.isFile });
    return (
      <Item
        key={form}
        disabled={text === undefined}
        onSelect={() =>
          void copyText(actions, form === 'rule' ? 'The rule' : 'The row', text ?? '')
        }
      >
        {COPY_LABELS[form]}
      </Item>
    );
  });
}
