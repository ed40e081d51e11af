// biome-ignore-all lint/a11y/useFocusableInteractive: the field keeps the focus and names the chosen option
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the field listens for all keys
import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { type Command, findCommands } from '../../model/command-search.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './command-palette.module.css';

interface CommandPaletteProps {
  readonly commands: readonly Command[];
  /** What else a typed line could mean: a rule, a filter. */
  readonly understand: (typed: string) => readonly Command[];
  readonly onClose: () => void;
}

/** Everything the window can do, found by typing. Arrows choose, Enter does it, Escape leaves. */
export function CommandPalette({ commands, understand, onClose }: CommandPaletteProps) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const found = [...understand(typed.trim()), ...findCommands(commands, typed)];
  const current = Math.min(chosen, found.length - 1);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  const run = (command: Command | undefined) => {
    if (!command) return;
    // First, so that what it opens gets the focus, and not what had it before.
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step !== undefined && found.length > 0) {
      setChosen((current + step + found.length) % found.length);
    } else if (event.key === 'Enter') run(found[current]);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title="Commands" onClose={onClose} className={styles.palette}>
      <label className={styles.field}>
        <Icon of={Search} size={16} />
        <input
          autoFocus
          role="combobox"
          aria-label="Command"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={found[current] && optionId(listId, found[current])}
          placeholder="A command, an address, a rule or a filter"
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
        />
      </label>
      <div ref={list} id={listId} role="listbox" aria-label="Commands" className={styles.list}>
        {found.map((command, index) => (
          <div
            key={command.id}
            id={optionId(listId, command)}
            role="option"
            aria-selected={index === current}
            className={styles.option}
            onPointerMove={() => setChosen(index)}
            onClick={() => run(command)}
          >
            <span className={styles.group}>{command.group}</span>
            <span className="cut grow">{command.title}</span>
            {command.keys && <kbd>{command.keys}</kbd>}
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p className={styles.none} role="status">
          Nothing is called that. Try a shorter word, an address, or a rule such as{' '}
          <code className="mono">drop tcp dport 8080</code>.
        </p>
      )}
    </Dialog>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

function optionId(listId: string, { id }: Command): string {
  return `${listId}-${id}`;
}
