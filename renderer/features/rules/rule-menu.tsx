import { ContextMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { commandFor } from '../../../electron/contract/command-line.ts';
import { printRuleLine } from '../../../electron/contract/language/print.ts';
import { lineOfRule } from '../../../electron/contract/rule-line.ts';
import type { RuleItem } from '../../model/rules/list-items.ts';
import { type Step, stepGap } from '../../model/rules/rule-order.ts';
import { useApplication } from '../../stores/application-context.ts';
import { copyText } from '../../stores/copy-text.ts';
import { useRulesModel } from '../../stores/rules-context.ts';
import floating from '../../ui/floating.module.css';
import styles from './rule-menu.module.css';

interface RuleMenuProps {
  readonly item: RuleItem;
  /** Not while a search hides rules in between. */
  readonly canMove: boolean;
}

/** What can be done with one rule. */
export function RuleMenu({ item, canMove }: RuleMenuProps) {
  const { rule, number, builtIn } = item;
  const { book, editor } = useRulesModel();
  const line = printRuleLine(lineOfRule(rule));
  const place = (number ?? 1) - 1;
  const move = (step: Step) => void book.move(rule, stepGap(place, book.count, step));
  const { actions } = useApplication();
  const copy = (what: string, text: string) => void copyText(actions, what, text);
  return (
    <ContextMenu.Portal>
      <ContextMenu.Content
        className={`${floating.menu} ${styles.menu}`}
        aria-label={builtIn ? rule.name : `Rule ${number}`}
        collisionPadding={8}
      >
        <Item onSelect={() => editor.select(rule.id)} end={<kbd>Enter</kbd>}>
          {builtIn ? 'Show' : 'Edit'}
        </Item>
        {!builtIn && (
          <>
            <Item onSelect={() => void book.setEnabled(rule, !rule.enabled)} end={<kbd>Space</kbd>}>
              {rule.enabled ? 'Switch off' : 'Switch on'}
            </Item>
            <Item onSelect={() => editor.duplicate(rule)}>Duplicate</Item>
            <Item onSelect={() => editor.begin(undefined, rule.id)}>New rule above</Item>
            <ContextMenu.Separator className={floating.line} />
            <Item
              disabled={!canMove || place === 0}
              onSelect={() => move('up')}
              end={<kbd>Alt ↑</kbd>}
            >
              Move up
            </Item>
            <Item
              disabled={!canMove || place === book.count - 1}
              onSelect={() => move('down')}
              end={<kbd>Alt ↓</kbd>}
            >
              Move down
            </Item>
            <Item disabled={!canMove || place === 0} onSelect={() => move('top')}>
              Move to the top
            </Item>
          </>
        )}
        <ContextMenu.Separator className={floating.line} />
        <Item onSelect={() => copy('The rule', line)}>Copy as text</Item>
        {!builtIn && (
          <Item
            onSelect={() => copy('The command', commandFor({ method: 'addRule', args: { line } }))}
          >
            Copy as command
          </Item>
        )}
        {!builtIn && (
          <>
            <ContextMenu.Separator className={floating.line} />
            <Item onSelect={() => void book.remove(rule)} end={<kbd>Del</kbd>}>
              Remove
            </Item>
          </>
        )}
      </ContextMenu.Content>
    </ContextMenu.Portal>
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
