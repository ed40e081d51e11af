import { Check } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { TIME_FORMS, type TimeForm } from '../../../electron/contract/table-settings.ts';
import { type ColumnId, columnOf } from '../../model/columns.ts';
import type { FittedTable } from '../../model/fit-columns.ts';
import {
  isUsual,
  shownColumns,
  USUAL_LAYOUT,
  withShown,
  withStep,
  withWidth,
} from '../../model/table-layout.ts';
import { useApplication, useTable } from '../../stores/application-context.ts';
import { classNames } from '../../ui/class-names.ts';
import floating from '../../ui/floating.module.css';
import { Icon } from '../../ui/icon.tsx';
import { Item, Submenu } from '../../ui/menu-parts.tsx';
import styles from './head-menu.module.css';

/** What a choice of the menu adds to a width, in pixels. */
const WIDTH_STEP = 24;

const TIME_NAMES: Readonly<Record<TimeForm, string>> = {
  absolute: 'Time of day',
  relative: 'Since the first packet, or the reference',
  delta: 'Since the row before',
};

interface HeadMenuProps {
  /** The column it was opened on. */
  readonly id: ColumnId;
  readonly fitted: FittedTable;
  readonly widthInSight: (id: ColumnId) => number;
}

/** Everything that can be done with the columns, for hands on the keyboard as well. */
export function HeadMenu({ id, fitted, widthInSight }: HeadMenuProps) {
  const { table } = useApplication();
  const layout = useTable((state) => state.layout);
  const colours = useTable((state) => state.colours);
  const { name } = columnOf(id);
  const shown = shownColumns(layout);
  const place = shown.findIndex((column) => column.id === id);
  const width = fitted.columns.find((column) => column.id === id)?.width ?? 0;
  const isElastic = fitted.elastic === id;
  const widen = (pixels: number) =>
    table.arrange((before) => withWidth(before, id, width + pixels));
  return (
    <ContextMenu.Portal>
      <ContextMenu.Content
        className={classNames(floating.menu, styles.menu)}
        aria-label={`Column ${name}`}
        collisionPadding={8}
      >
        {id === 'time' && <TimeChoices />}
        <Item
          disabled={shown.length === 1}
          onSelect={() => table.arrange((before) => withShown(before, id, false))}
        >
          Hide {name}
        </Item>
        <Item
          disabled={place <= 0}
          onSelect={() => table.arrange((before) => withStep(before, id, -1))}
          end={<kbd>Alt ←</kbd>}
        >
          Move left
        </Item>
        <Item
          disabled={place === shown.length - 1}
          onSelect={() => table.arrange((before) => withStep(before, id, 1))}
          end={<kbd>Alt →</kbd>}
        >
          Move right
        </Item>
        <Item disabled={isElastic} onSelect={() => widen(WIDTH_STEP)} end={<kbd>Shift →</kbd>}>
          Wider
        </Item>
        <Item disabled={isElastic} onSelect={() => widen(-WIDTH_STEP)} end={<kbd>Shift ←</kbd>}>
          Narrower
        </Item>
        <Item disabled={isElastic} onSelect={() => widen(widthInSight(id) - width)}>
          As wide as its texts
        </Item>
        <ContextMenu.Separator className={floating.line} />
        <Submenu label="Columns">
          <ColumnChoices fitted={fitted} />
        </Submenu>
        <Choice checked={colours} onChange={(checked) => table.setColours(checked)}>
          Colours for protocols
        </Choice>
        <Item disabled={isUsual(layout)} onSelect={() => table.arrange(() => USUAL_LAYOUT)}>
          Columns as they were
        </Item>
      </ContextMenu.Content>
    </ContextMenu.Portal>
  );
}

function TimeChoices() {
  const { table } = useApplication();
  const time = useTable((state) => state.time);
  const reference = useTable((state) => state.reference);
  return (
    <>
      <ContextMenu.RadioGroup
        value={time}
        onValueChange={(chosen) => table.setTime(chosen as TimeForm)}
      >
        {TIME_FORMS.map((form) => (
          <ContextMenu.RadioItem key={form} value={form} className={floating.item}>
            <Tick />
            {TIME_NAMES[form]}
          </ContextMenu.RadioItem>
        ))}
      </ContextMenu.RadioGroup>
      {reference && (
        <Item
          onSelect={() => table.toggleReference(reference.sequence, reference.timeMs)}
          end={<kbd>T</kbd>}
        >
          <span className={styles.tick} />
          Forget the reference
        </Item>
      )}
      <ContextMenu.Separator className={floating.line} />
    </>
  );
}

function ColumnChoices({ fitted }: { readonly fitted: FittedTable }) {
  const { table } = useApplication();
  const layout = useTable((state) => state.layout);
  return layout.map(({ id, shown }) => (
    <Choice
      key={id}
      checked={shown}
      disabled={shown && shownColumns(layout).length === 1}
      onChange={(checked) => table.arrange((before) => withShown(before, id, checked))}
      end={fitted.noRoom.includes(id) ? 'no room' : undefined}
    >
      {columnOf(id).name}
    </Choice>
  ));
}

interface ChoiceProps {
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly end?: ReactNode;
  readonly children: ReactNode;
}

/** The menu stays, as several are chosen in one go. */
function Choice({ checked, disabled = false, onChange, end, children }: ChoiceProps) {
  return (
    <ContextMenu.CheckboxItem
      className={floating.item}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
    >
      <Tick />
      {children}
      {end && <span className={floating.end}>{end}</span>}
    </ContextMenu.CheckboxItem>
  );
}

function Tick() {
  return (
    <span className={styles.tick}>
      <ContextMenu.ItemIndicator className={styles.indicator}>
        <Icon of={Check} size={14} />
      </ContextMenu.ItemIndicator>
    </span>
  );
}
