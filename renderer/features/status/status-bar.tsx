import { Disc } from 'lucide-react';
import { type Accounting, inFlight } from '../../../electron/contract/accounting.ts';
import type { EngineInfo, RuleBookState } from '../../../electron/contract/state.ts';
import { countText } from '../../model/number-text.ts';
import { useEngine } from '../../stores/application-context.ts';
import { classNames } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './status-bar.module.css';

const HOST_TEXTS: Readonly<Record<EngineInfo['host'], string>> = {
  electron: 'desktop',
  headless: 'in a browser',
  test: 'test',
};

/** Where every packet went, the exact number of drops, and whether the rules are saved. */
export function StatusBar() {
  const accounting = useEngine((state) => state.accounting);
  const sampling = useEngine((state) => state.sampling);
  const dropped = useEngine((state) => state.counters?.total.drop.packets ?? 0);
  const rules = useEngine((state) => state.rules);
  const engine = useEngine((state) => state.engine);
  const recording = engine?.recording !== undefined;
  const saving = savingText(rules, recording);
  return (
    <footer className={styles.status}>
      {recording && (
        <>
          <span className={styles.recording}>
            <Icon of={Disc} size={14} />
            <span className={styles.word}>recording</span>
          </span>
          <span className="separator" />
        </>
      )}
      <Sum accounting={accounting} />
      {sampling && <span className={styles.warn}>showing 1 in {countText(sampling.oneIn)}</span>}
      <span className="separator" />
      <span>
        dropped <b>{countText(dropped)}</b>
        <span className={classNames('faint', styles.lesser)}> exact</span>
      </span>
      <span className="grow" />
      <span className={saving === 'not saved' ? styles.warn : classNames('faint', styles.lesser)}>
        rules {saving}
      </span>
      {engine && (
        <span
          className={classNames('faint', styles.engine)}
          title={`Kernel ${engine.kernel}, libbpf ${engine.libbpf}`}
        >
          {engine.version} {HOST_TEXTS[engine.host]}
        </span>
      )}
    </footer>
  );
}

/** The parts always add up to what was seen; one that means loss turns amber. */
function Sum({ accounting }: { readonly accounting: Accounting }) {
  const { seen, delivered, notAskedFor, sampledOut, lostRing, lostEngine, lostLink } = accounting;
  const onItsWay = inFlight(accounting);
  const lost = lostRing + lostEngine + lostLink;
  return (
    <span className={styles.sum} data-testid="accounting">
      <Part name="seen" count={seen} />
      <Part sign="=" name="shown" count={delivered} />
      {notAskedFor > 0 && <Part sign="+" name="hidden" count={notAskedFor} />}
      <Part sign="+" name="sampled out" count={sampledOut} warn={sampledOut > 0} lesser />
      <Part sign="+" name="lost" count={lost} warn={lost > 0} lesser />
      {lost > 0 && (
        <span className={classNames('faint', styles.detail, styles.lesser)}>
          ring {countText(lostRing)}, engine {countText(lostEngine)}, link {countText(lostLink)}
        </span>
      )}
      <Part sign="+" name="in flight" count={onItsWay} warn={onItsWay < 0} />
    </span>
  );
}

interface PartProps {
  readonly sign?: '=' | '+';
  readonly name: string;
  readonly count: number;
  readonly warn?: boolean;
  /** Left out where there is little room, as long as it adds nothing. */
  readonly lesser?: boolean;
}

function Part({ sign, name, count, warn = false, lesser = false }: PartProps) {
  return (
    <span className={classNames(warn && styles.warn, lesser && count === 0 && styles.lesser)}>
      {sign && <span className={styles.operator}>{sign}</span>}
      {name} <b>{countText(count)}</b>
    </span>
  );
}

function savingText({ saved, trial }: RuleBookState, recording: boolean): string {
  if (recording) return 'not kept';
  // What is tried is saved when it is kept, and not before.
  if (trial) return 'on trial';
  return saved ? 'saved' : 'not saved';
}
