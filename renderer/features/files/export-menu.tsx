import { Download, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { Marks } from '../../model/marks.ts';
import { countText, quantityText } from '../../model/number-text.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../model/packet-export.ts';
import type { PacketRows } from '../../model/packet-rows.ts';
import {
  useApplication,
  useEngine,
  useExporter,
  usePackets,
  useTable,
} from '../../stores/application-context.ts';
import { copyText } from '../../stores/copy-text.ts';
import type { Selection } from '../../stores/exporter.ts';
import { Button } from '../../ui/button.tsx';
import floating from '../../ui/floating.module.css';
import { Icon } from '../../ui/icon.tsx';
import styles from './export-menu.module.css';

const FORMAT_NAMES: Readonly<Record<ExportFormat, string>> = {
  pcapng: 'pcapng, for Wireshark',
  csv: 'CSV, with the columns shown',
  jsonl: 'JSON lines, with every field',
};

/** Packets into a file, and a live view of them in Wireshark. */
export function ExportMenu() {
  const running = useExporter((state) => state.running);
  if (running) return <Running done={running.done} total={running.total} />;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button>
          <Icon of={Download} size={14} />
          Export
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={floating.menu}
          align="end"
          side="top"
          sideOffset={6}
          collisionPadding={8}
        >
          <Choices />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Running({ done, total }: { readonly done: number; readonly total: number }) {
  const { exporter } = useApplication();
  return (
    <span className={styles.running}>
      <progress
        className={styles.bar}
        value={done}
        max={Math.max(total, 1)}
        aria-label="Packets exported"
      />
      {countText(done)} of {countText(total)}
      <Button icon aria-label="Cancel the export" onClick={() => exporter.cancel()}>
        <Icon of={X} size={14} />
      </Button>
    </span>
  );
}

/** Read anew whenever the menu opens. */
function Choices() {
  const { history, packets, actions, find } = useApplication();
  const rows = usePackets((state) => state.rows);
  const selected = usePackets((state) => state.selected);
  const marks = useTable((state) => state.marks);
  const live = useEngine((state) => state.attachments[0]?.interface);
  const isFiltered = rows.end - rows.first !== history.range.end - history.range.first;
  const filter = find.store.getState().text.trim();
  const shownText = filter === '' ? 'packets that flip' : `filter: ${filter}`;
  const whole = packets.isFile ? 'all packets of a replay' : 'all packets kept';
  const command = `portcullis watch ${live ?? ''} --write - | wireshark -k -i -`.replace('  ', ' ');
  return (
    <>
      <Group
        label={isFiltered ? 'What is shown' : 'All rows'}
        selection={() => selectionOf(rows, isFiltered ? shownText : whole)}
      />
      {isFiltered && (
        <Group
          label="All rows"
          selection={() => rangeOf(history.range.first, history.range.end, whole)}
        />
      )}
      {marks.length > 0 && <Group label="Marked" selection={() => marked(marks)} />}
      {selected !== undefined && (
        <Group
          label={`Packet ${countText(selected + 1)}`}
          selection={() => rangeOf(selected, selected + 1, `packet ${selected + 1}`)}
        />
      )}
      {!packets.isFile && (
        <>
          <div className={floating.line} />
          <DropdownMenu.Item
            className={floating.item}
            onSelect={() => void copyText(actions, 'The command', command)}
          >
            Copy the command for live Wireshark
          </DropdownMenu.Item>
          <div className={floating.label}>
            <span className="mono">{command}</span>
          </div>
        </>
      )}
    </>
  );
}

interface GroupProps {
  readonly label: string;
  readonly selection: () => Selection;
}

function Group({ label, selection }: GroupProps) {
  const { exporter } = useApplication();
  const { count } = selection();
  return (
    <DropdownMenu.Group aria-label={label}>
      <DropdownMenu.Label className={floating.label}>
        {label} <span>{quantityText(count, 'packet')}</span>
      </DropdownMenu.Label>
      {EXPORT_FORMATS.map((format) => (
        <DropdownMenu.Item
          key={format}
          className={floating.item}
          disabled={count === 0}
          onSelect={() => void exporter.run(format, selection())}
        >
          {FORMAT_NAMES[format]}
        </DropdownMenu.Item>
      ))}
    </DropdownMenu.Group>
  );
}

/** As they stand now: rows that come later are not of it. */
function selectionOf(rows: PacketRows, comment: string): Selection {
  const { first, end } = rows;
  return { count: end - first, sequenceAt: (index) => rows.sequenceAt(first + index), comment };
}

function marked(marks: Marks): Selection {
  return { count: marks.length, sequenceAt: (index) => marks[index], comment: 'marked packets' };
}

function rangeOf(first: number, end: number, comment: string): Selection {
  return { count: end - first, sequenceAt: (index) => first + index, comment };
}
