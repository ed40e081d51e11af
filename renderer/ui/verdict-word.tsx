import { classNames } from './class-names.ts';
import { VerdictGlyph } from './verdict-glyph.tsx';
import styles from './verdict-word.module.css';

interface VerdictWordProps {
  readonly kind: 'pass' | 'drop' | 'count' | 'limit';
  /** Of something that has no effect now. */
  readonly muted?: boolean;
}

/** A verdict as shape, word and colour. */
export function VerdictWord({ kind, muted = false }: VerdictWordProps) {
  return (
    <span className={classNames(styles.verdict, styles[kind], muted && styles.muted)}>
      <VerdictGlyph kind={kind} />
      {kind}
    </span>
  );
}
