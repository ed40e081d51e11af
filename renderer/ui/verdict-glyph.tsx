import styles from './verdict-glyph.module.css';

export type VerdictKind = 'pass' | 'drop' | 'bad' | 'bad-dropped' | 'pending';

/** A verdict as a shape, so that it never depends on colour alone. 12 by 12 pixels. */
export function VerdictGlyph({ kind }: { readonly kind: VerdictKind }) {
  return (
    <svg className={styles.glyph} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <Shape kind={kind} />
    </svg>
  );
}

function Shape({ kind }: { readonly kind: VerdictKind }) {
  switch (kind) {
    case 'pass':
      return <circle cx="6" cy="6" r="4" className={styles.pass} />;
    case 'drop':
      return (
        <>
          <rect x=".5" y=".5" width="11" height="11" rx="2" className={styles.drop} />
          <path d="M3 6h6" className={styles.bar} />
        </>
      );
    case 'bad':
      return <path d="M6 1.2 10.8 6 6 10.8 1.2 6z" className={styles.bad} />;
    case 'bad-dropped':
      return <path d="M6 .4 11.6 6 6 11.6.4 6z" className={styles.drop} />;
    case 'pending':
      return <circle cx="6" cy="6" r="4" pathLength="100" className={styles.pending} />;
  }
}
