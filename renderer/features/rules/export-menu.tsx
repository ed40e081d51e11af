import { DropdownMenu } from 'radix-ui';
import { commandFor } from '../../../electron/contract/command-line.ts';
import { printRuleFile } from '../../../electron/contract/language/print.ts';
import { fileOfBook } from '../../../electron/contract/rule-line.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { copyText } from '../../stores/copy-text.ts';
import { Button } from '../../ui/button.tsx';
import floating from '../../ui/floating.module.css';

const FILE_NAME = 'rules.portcullis';

/** Gives the rules away as a rule file. */
export function ExportMenu() {
  const book = useEngine((state) => state.rules);
  // A desktop window writes no files.
  const canSave = useEngine((state) => state.engine?.host !== 'electron');
  const file = () => printRuleFile(fileOfBook(book));
  const { actions } = useApplication();
  const copy = (what: string, text: string) => void copyText(actions, what, text);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button>Export</Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={floating.menu}
          align="end"
          sideOffset={6}
          collisionPadding={8}
        >
          <DropdownMenu.Item
            className={floating.item}
            onSelect={() => copy('The rule file', file())}
          >
            Copy the rule file
          </DropdownMenu.Item>
          {canSave && (
            <DropdownMenu.Item className={floating.item} onSelect={() => save(file())}>
              Save as {FILE_NAME}
            </DropdownMenu.Item>
          )}
          <DropdownMenu.Item
            className={floating.item}
            onSelect={() =>
              copy('The command', commandFor({ method: 'exportRules', fileName: FILE_NAME }))
            }
          >
            Copy as command
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function save(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = FILE_NAME;
  link.click();
  URL.revokeObjectURL(url);
}
