import { FileInput } from 'lucide-react';
import { cutMiddle } from '../../model/address-text.ts';
import { countText, quantityText } from '../../model/number-text.ts';
import { useEngine, useReplay } from '../../stores/application-context.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './replay-foot.module.css';

/** Characters of the file's name. */
const MAX_NAME = 36;

/** What the rows are: `24 packets of office.pcapng, replayed through the current rules, 3 would flip`. */
export function ReplayFoot() {
  const fileName = useReplay((state) => state.fileName);
  const summary = useReplay((state) => state.summary);
  const isRunning = useReplay((state) => state.phase === 'running');
  const isOutdated = useIsOutdated();
  const { packets = 0, flips = 0 } = summary ?? {};
  const how = isOutdated
    ? 'replayed before the rules changed'
    : 'replayed through the current rules';
  return (
    <span className={styles.foot}>
      <Icon of={FileInput} size={14} />
      <span className={styles.words}>
        {quantityText(packets, 'packet')} of{' '}
        <span className={styles.file} title={fileName}>
          {cutMiddle(fileName, MAX_NAME)}
        </span>
        {isRunning && ' so far'}, {how}, {flips === 0 ? 'none' : countText(flips)}{' '}
        {isOutdated ? 'flipped' : 'would flip'}
      </span>
    </span>
  );
}

/** The rules are others than those it was run through. */
export function useIsOutdated(): boolean {
  const revision = useReplay((state) => state.revision);
  return useEngine((state) => state.rules.revision) !== revision;
}
