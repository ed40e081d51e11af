import type { ReactNode } from 'react';
import type { RecordChoice } from '../../../electron/contract/settings.ts';
import { countText } from '../../model/number-text.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { Segments } from '../../ui/segments.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './record-settings.module.css';

const WHICH = [
  { value: 'all', label: 'All' },
  { value: 'first', label: 'First of a flow' },
  { value: 'dropped', label: 'Dropped' },
] as const satisfies readonly { value: RecordChoice['which']; label: string }[];

const WHICH_NOTES: Readonly<Record<RecordChoice['which'], string>> = {
  all: 'Every packet of these protocols.',
  first: 'The ten packets that each flow begins with. After a minute of silence it begins anew.',
  dropped: 'Only what the filter drops.',
};

const SNAPSHOT_BYTES = [0, 64, 128, 256, 512, 1500];
const BUDGETS = [1000, 5000, 20_000, 100_000, 500_000, 1_000_000];

/** Which packets reach the list, how many of them, and how much of each. */
export function RecordSettings() {
  const { host } = useApplication();
  const record = useEngine((state) => state.settings.record);
  const budget = useEngine((state) => state.settings.eventBudgetPerCpu);
  const change = (part: Partial<RecordChoice>) =>
    void host.updateSettings({ record: { ...record, ...part } });
  return (
    <>
      <h3 className={styles.heading}>Packets in the list</h3>
      <Segments
        label="Packets in the list"
        options={WHICH}
        value={record.which}
        onChange={(which) => change({ which })}
      />
      <p className={styles.note}>{WHICH_NOTES[record.which]}</p>
      <Line label="Bytes kept of each">
        <Select
          className={styles.select}
          label="Bytes kept of each packet"
          value={String(record.snapshotBytes)}
          options={choices(SNAPSHOT_BYTES, record.snapshotBytes, snapshotText)}
          onChange={(bytes) => change({ snapshotBytes: Number(bytes) })}
        />
      </Line>
      <Line label="At most, per CPU">
        <Select
          className={styles.select}
          label="Packets per second and CPU"
          value={String(budget)}
          options={choices(BUDGETS, budget, (packets) => `${countText(packets)}/s`)}
          onChange={(packets) => void host.updateSettings({ eventBudgetPerCpu: Number(packets) })}
        />
      </Line>
      <p className={styles.note}>
        Fewer are shown while this window cannot keep up. Rules and counters see every packet.
      </p>
    </>
  );
}

function Line({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={styles.line}>
      <span aria-hidden>{label}</span>
      {children}
    </div>
  );
}

function snapshotText(bytes: number): string {
  if (bytes === 0) return 'None';
  return bytes === 1500 ? 'Up to 1,500' : `First ${countText(bytes)}`;
}

/** What somebody set by other means is a choice as well. */
function choices(values: readonly number[], current: number, text: (value: number) => string) {
  const all = values.includes(current) ? values : [...values, current].sort((a, b) => a - b);
  return all.map((value) => ({ value: String(value), label: text(value) }));
}
