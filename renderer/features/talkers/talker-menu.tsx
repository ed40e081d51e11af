import { ContextMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { lifetimeText } from '../../model/lifetime.ts';
import { ruleOfScope } from '../../model/row-scopes.ts';
import { shortStatement } from '../../model/statement-text.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { copyText } from '../../stores/copy-text.ts';
import { actionName } from '../../stores/row-actions.ts';
import { classNames } from '../../ui/class-names.ts';
import floating from '../../ui/floating.module.css';
import type { TalkerRow } from './talker-rows.ts';
import { toggleTalker } from './toggle-talker.ts';

interface TalkerMenuProps {
  readonly row: TalkerRow;
  readonly onShowPackets: () => void;
}

/** What can be done with one row. */
export function TalkerMenu({ row, onShowPackets }: TalkerMenuProps) {
  const application = useApplication();
  const { rules, actions } = application;
  const blockForSeconds = useEngine((state) => state.settings.blockForSeconds);
  const { action } = row;
  return (
    <ContextMenu.Portal>
      <ContextMenu.Content
        className={floating.menu}
        aria-label={row.label}
        collisionPadding={8}
        alignOffset={10}
      >
        {action?.kind === 'unblock' && (
          <Item onSelect={() => toggleTalker(application, row)} strong end={<kbd>B</kbd>}>
            {actionName(action)}
          </Item>
        )}
        {row.scopes.map((scope, index) => (
          <Item
            key={scope.label}
            strong={index === 0 && action?.kind === 'block'}
            onSelect={() => void rules.put(ruleOfScope(scope, 'drop'), blockForSeconds, 'row')}
            end={lifetimeText(blockForSeconds)}
          >
            Block <span className="mono">{shortStatement(ruleOfScope(scope, 'drop'))}</span>
          </Item>
        ))}
        {row.scopes.length > 0 && <ContextMenu.Separator className={floating.line} />}
        <Item onSelect={onShowPackets}>Show its packets</Item>
        <Item onSelect={() => void copyText(actions, row.label, row.label)}>
          Copy <span className="mono cut">{row.label}</span>
        </Item>
      </ContextMenu.Content>
    </ContextMenu.Portal>
  );
}

interface ItemProps {
  readonly onSelect: () => void;
  readonly strong?: boolean;
  readonly end?: ReactNode;
  readonly children: ReactNode;
}

function Item({ onSelect, strong = false, end, children }: ItemProps) {
  return (
    <ContextMenu.Item className={classNames(floating.item, strong && 'strong')} onSelect={onSelect}>
      <span>{children}</span>
      {end && <span className={floating.end}>{end}</span>}
    </ContextMenu.Item>
  );
}
