import { Ellipsis, RotateCw } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { commandFor } from '../../../electron/contract/command-line.ts';
import type { ListState } from '../../../electron/contract/list.ts';
import { useApplication } from '../../stores/application-context.ts';
import { copyText } from '../../stores/copy-text.ts';
import { useRulesModel } from '../../stores/rules-context.ts';
import { Button } from '../../ui/button.tsx';
import floating from '../../ui/floating.module.css';
import { Icon } from '../../ui/icon.tsx';

interface ListMenuProps {
  readonly list: ListState;
  readonly pending: boolean;
  readonly onRemove: () => void;
}

/** What can be done with one list. */
export function ListMenu({ list, pending, onRemove }: ListMenuProps) {
  const { lists, editor, view } = useRulesModel();
  const { name, source, refreshSeconds } = list;
  const isSent = 'upload' in source;
  const { actions } = useApplication();
  const copy = (command: string) => void copyText(actions, 'The command', command);
  return (
    <>
      {!isSent && (
        <Button
          icon
          aria-label={`Refresh ${name} now`}
          title="Refresh now"
          aria-busy={pending}
          aria-disabled={pending || list.state === 'loading'}
          onClick={() => void lists.refresh(name)}
        >
          <Icon of={RotateCw} size={14} />
        </Button>
      )}
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <Button icon aria-label={`Menu of ${name}`}>
            <Icon of={Ellipsis} size={14} />
          </Button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            className={floating.menu}
            align="end"
            sideOffset={4}
            collisionPadding={8}
          >
            <DropdownMenu.Item
              className={floating.item}
              onSelect={() => {
                editor.begin(`drop src list ${name}`);
                view.setState({ wantsFocus: true });
              }}
            >
              New rule: drop src list {name}
            </DropdownMenu.Item>
            {!isSent && (
              <DropdownMenu.Item
                className={floating.item}
                onSelect={() =>
                  copy(commandFor({ method: 'addList', args: { name, source, refreshSeconds } }))
                }
              >
                Copy as command
              </DropdownMenu.Item>
            )}
            <DropdownMenu.Item
              className={floating.item}
              onSelect={() => copy(commandFor({ method: 'refreshList', args: { name } }))}
            >
              Copy the refresh as command
            </DropdownMenu.Item>
            <DropdownMenu.Separator className={floating.line} />
            <DropdownMenu.Item className={floating.item} onSelect={onRemove}>
              Remove
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </>
  );
}
