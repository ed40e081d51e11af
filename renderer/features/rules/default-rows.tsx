import type { DefaultVerdict, Direction } from '../../../electron/contract/language/statement.ts';
import { countText } from '../../model/number-text.ts';
import { lastHitText } from '../../model/rules/time-text.ts';
import { useActions, useEngine } from '../../stores/application-context.ts';
import { defaultKey } from '../../stores/rules-book-actions.ts';
import { useRulesModel } from '../../stores/rules-context.ts';
import { classNames } from '../../ui/class-names.ts';
import { Segments } from '../../ui/segments.tsx';
import { VerdictGlyph } from '../../ui/verdict-glyph.tsx';
import styles from './default-rows.module.css';
import { RulesUndo } from './rules-undo.tsx';

/** What becomes of packets that no rule decided, in each direction. */
export function DefaultRows() {
  return (
    <section className={styles.rows} aria-label="Defaults">
      <DefaultRow direction="in" name="Incoming" />
      <DefaultRow direction="out" name="Outgoing" />
      <div className={styles.undo}>
        <RulesUndo />
      </div>
    </section>
  );
}

const VERDICTS = [
  { value: 'pass', label: 'Pass', icon: <VerdictGlyph kind="pass" /> },
  { value: 'drop', label: 'Drop', icon: <VerdictGlyph kind="drop" /> },
] as const satisfies readonly { value: DefaultVerdict; label: string; icon: unknown }[];

interface DefaultRowProps {
  readonly direction: Direction;
  readonly name: string;
}

function DefaultRow({ direction, name }: DefaultRowProps) {
  const { book } = useRulesModel();
  const verdict = useEngine((state) => state.rules.defaults[direction]);
  const trial = useEngine((state) => state.rules.trial?.what === `default ${direction} drop`);
  const enforcing = useEngine((state) => state.enforcing);
  const pending = useActions((state) => state.pending.has(defaultKey(direction)));
  const count = useEngine((state) => state.counters?.byDefault[direction]);
  const nowMs = useEngine((state) => state.counters?.timeMs ?? 0);
  return (
    <div className={styles.row}>
      <span className={classNames('strong', styles.name)}>{name}</span>
      <span className={styles.verdict}>
        <Segments
          label={`${name} packets that no rule decided`}
          options={VERDICTS}
          value={verdict}
          pending={pending}
          onChange={(chosen) => {
            if (chosen !== verdict) void book.setDefault(direction, chosen);
          }}
        />
        <span className="dim cut">
          {noteText({ suspended: verdict === 'drop' && !enforcing, trial })}
        </span>
      </span>
      <span className={classNames('mono num', styles.hits)}>{countText(count?.packets ?? 0)}</span>
      <span className={classNames('mono num dim', styles.last)}>
        {lastHitText(count?.lastHitMs, nowMs)}
      </span>
    </div>
  );
}

function noteText({ suspended, trial }: { readonly suspended: boolean; readonly trial: boolean }) {
  if (suspended) return 'not in force: everything passes now';
  return trial
    ? 'on trial: goes back by itself unless you keep it'
    : 'the default, where no rule decided';
}
