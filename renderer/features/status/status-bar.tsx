import { Disc } from 'lucide-react';
import { type Accounting, inFlight } from '../../../electron/contract/accounting.ts';
import type { EngineInfo } from '../../../electron/contract/state.ts';
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

/** Where every packet went, the exact number of drops, and which rules are in force. */
export function StatusBar() {
  const accounting = useEngine((state) => state.accounting);
  const dropped = useEngine((state) => state.counters?.total.drop.packets ?? 0);
  const rules = useEngine((state) => state.rules);
  const engine = useEngine((state) => state.engine);
  const recording = engine?.recording !== undefined;
  return (
    <footer className={styles.status}>
      {recording && (
        <>
          <span className={styles.recording}>
            <Icon of={Disc} size={14} />
            recording
          </span>
          <span className="separator" />
        </>
      )}
      <Sum accounting={accounting} />
      <span className="separator" />
      <span>
        dropped <b>{countText(dropped)}</b> <span className="faint">exact</span>
      </span>
      <span className="grow" />
      <span className={classNames(!rules.saved && !recording && styles.warn)}>
        rules <b>rev {rules.revision}</b>{' '}
        <span className={classNames((rules.saved || recording) && 'faint')}>
          {recording ? 'not kept' : rules.saved ? 'saved' : 'not saved'}
        </span>
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
      <Operator sign="=" />
      <Part name="shown" count={delivered} />
      {notAskedFor > 0 && (
        <>
          <Operator sign="+" />
          <Part name="hidden" count={notAskedFor} />
        </>
      )}
      <Operator sign="+" />
      <Part name="sampled out" count={sampledOut} warn={sampledOut > 0} />
      <Operator sign="+" />
      <Part name="lost" count={lost} warn={lost > 0} />
      {lost > 0 && (
        <span className={classNames('faint', styles.detail)}>
          ring {countText(lostRing)}, engine {countText(lostEngine)}, link {countText(lostLink)}
        </span>
      )}
      <Operator sign="+" />
      <Part name="in flight" count={onItsWay} warn={onItsWay < 0} />
    </span>
  );
}

interface PartProps {
  readonly name: string;
  readonly count: number;
  readonly warn?: boolean;
}

function Part({ name, count, warn = false }: PartProps) {
  return (
    <span className={classNames(warn && styles.warn)}>
      {name} <b>{countText(count)}</b>
    </span>
  );
}

function Operator({ sign }: { readonly sign: string }) {
  return <span className={styles.operator}>{sign}</span>;
}
