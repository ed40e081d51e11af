import styles from './verdict-glyph.module.css';

export type VerdictKind = 'pass' | 'drop' | 'count' | 'limit' | 'bad' | 'bad-dropped' | 'pending';

/** Drawn with one path each, so that a row changes its verdict without changing its elements. */
const SHAPES: Readonly<Record<VerdictKind, string>> = {
  pass: 'M10 6a4 4 0 1 1-8 0 4 4 0 0 1 8 0z',
  drop: 'M2.5.5h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM3 5v2h6V5z',
  count:
    'M3 1.25h6A1.75 1.75 0 0 1 10.75 3v6A1.75 1.75 0 0 1 9 10.75H3A1.75 1.75 0 0 1 1.25 9V3A1.75 1.75 0 0 1 3 1.25z',
  limit:
    'M2.5.5h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM2 2.5V6h8V2.5a.5.5 0 0 0-.5-.5h-7a.5.5 0 0 0-.5.5z',
  bad: 'M6 1.2 10.8 6 6 10.8 1.2 6z',
  'bad-dropped': 'M6 .4 11.6 6 6 11.6.4 6z',
  pending: 'M6 2a4 4 0 1 1-3.9 3',
};

const STYLES: Readonly<Record<VerdictKind, string | undefined>> = {
  pass: styles.pass,
  drop: styles.drop,
  count: styles.count,
  limit: styles.drop,
  bad: styles.bad,
  'bad-dropped': styles.drop,
  pending: styles.pending,
};

/** A verdict as a shape, so that it never depends on colour alone. 12 by 12 pixels. */
export function VerdictGlyph({ kind }: { readonly kind: VerdictKind }) {
  return (
    <svg className={styles.glyph} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path d={SHAPES[kind]} fillRule="evenodd" className={STYLES[kind]} />
    </svg>
  );
}
