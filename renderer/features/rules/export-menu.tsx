import { DropdownMenu } from 'radix-ui';
import { commandFor } from '../../../electron/contract/command-line.ts';
import { printRuleFile } from '../../../electron/contract/language/print.ts';
import { fileOfBook } from '../../../electron/contract/rule-line.ts';
import { useEngine } from '../../stores/application-context.ts';
import { Button } from '../../ui/button.tsx';
import floating from '../../ui/floating.module.css';

const FILE_NAME = 'rules.portcullis';

/** Gives the rules away as a rule file. */
export function ExportMenu() {
  const book = useEngine((state) => state.rules);
  // A desktop window writes no files.
  const canSave = useEngine((state) => state.engine?.host !== 'electron');
  const file = () => printRuleFile(fileOfBook(book));
  const copy = (text: string) => void navigator.clipboard.writeText(text);
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
          <DropdownMenu.Item className={floating.item} onSelect={() => copy(file())}>
            Copy the rule file
          </DropdownMenu.Item>
          {canSave && (
            <DropdownMenu.Item className={floating.item} onSelect={() => save(file())}>
              Save as {FILE_NAME}
            </DropdownMenu.Item>
          )}
          <DropdownMenu.Item
            className={floating.item}
            onSelect={() => copy(commandFor({ method: 'exportRules', fileName: FILE_NAME }))}
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
