import styles from './notice.module.css';

/** One sentence on what was done, for a moment. Whoever shows it announces it as well. */
export function Notice({ text }: { readonly text: string }) {
  return (
    <p className={styles.notice} aria-hidden="true">
      {text}
    </p>
  );
}
