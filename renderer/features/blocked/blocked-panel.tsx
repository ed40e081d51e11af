import { useMemo } from 'react';
import { type BlockedLine, blockedGroups } from '../../model/blocked-groups.ts';
import { quantityText } from '../../model/number-text.ts';
import { useEngine, useNow } from '../../stores/application-context.ts';
import { GateIcon } from '../../ui/gate-icon.tsx';
import { AddField } from './add-field.tsx';
import styles from './blocked-panel.module.css';
import { BlockedRow } from './blocked-row.tsx';
import { FilteringLine } from './filtering-line.tsx';
import { MoreRules, OtherRules } from './other-rules.tsx';

interface BlockedPanelProps {
  readonly onOpenRules: () => void;
}

/** Everything that is dropped, why, how often, and for how long; and the ways to change it. */
export function BlockedPanel({ onOpenRules }: BlockedPanelProps) {
  const rules = useEngine((state) => state.rules.rules);
  const dropped = useEngine((state) => state.counters?.total.drop.packets ?? 0);
  const enforcing = useEngine((state) => state.enforcing);
  const groups = useMemo(() => blockedGroups(rules), [rules]);
  const now = useNow(rules.some(({ expiry }) => expiry !== undefined));
  const rest = { now, onOpenRules };
  return (
    <section className={styles.panel} aria-label="Blocked">
      <div className={styles.top}>
        <h2>Blocked</h2>
        <span className="grow" />
        <span className="dim">{quantityText(dropped, 'packet')}</span>
      </div>
      <FilteringLine onOpenRules={onOpenRules} />
      <AddField />
      <div className={styles.scroll} data-paused={!enforcing}>
        <Group name="Addresses" note="dropped" lines={groups.addresses} {...rest}>
          No address is blocked.
        </Group>
        <Group name="Ports" lines={groups.ports} {...rest}>
          No port is blocked.
        </Group>
        <Group name="Protocols" lines={groups.protocols} {...rest} />
        {groups.others.length > 0 && <OtherRules rules={groups.others} onOpenRules={onOpenRules} />}
      </div>
      <p className={styles.hint}>
        <GateIcon />
        <span>
          To block the other end of a packet, click the verdict in its row. Click again to let it
          pass.
        </span>
      </p>
    </section>
  );
}

/** More than this nobody reads in a panel, and each takes its time to draw. */
const MAX_LINES = 100;

interface GroupProps extends BlockedPanelProps {
  readonly name: string;
  readonly note?: string;
  readonly lines: readonly BlockedLine[];
  readonly now: number;
  /** Said when the group is empty. */
  readonly children?: string;
}

function Group({ name, note, lines, now, onOpenRules, children }: GroupProps) {
  const more = lines.length - MAX_LINES;
  return (
    <section aria-label={name}>
      <h3 className={styles.heading}>
        {name}
        {note && <span>{note}</span>}
      </h3>
      {lines.length === 0 && <p className={styles.empty}>{children}</p>}
      <ul>
        {lines.slice(0, MAX_LINES).map((line) => (
          <BlockedRow key={line.key} line={line} now={now} />
        ))}
      </ul>
      {more > 0 && <MoreRules count={more} onOpenRules={onOpenRules} />}
    </section>
  );
}
