import { type FilterPiece, filterPieces } from '../../model/filter/filter-pieces.ts';
import type { FilterProblem } from '../../model/filter/filter-problem.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './filter-field.module.css';

interface FilterTextProps {
  readonly text: string;
  /** What to underline. */
  readonly problem: FilterProblem | undefined;
  readonly scrollLeft: number;
}

/** What is typed, as the field shows it: terms stand on chips. The field itself keeps only the cursor. */
export function FilterText({ text, problem, scrollLeft }: FilterTextProps) {
  const wrongFrom = problem ? problem.column - 1 : text.length;
  const wrongTo = problem ? wrongFrom + problem.length : text.length;
  let at = 0;
  return (
    <span aria-hidden="true" className={styles.mirror} style={{ left: -scrollLeft }}>
      {filterPieces(text).map((piece) => {
        const start = at;
        at += piece.text.length;
        return (
          <span key={start} className={classNames(styles.piece, styles[piece.kind])}>
            {marked(piece, wrongFrom - start, wrongTo - start)}
          </span>
        );
      })}
    </span>
  );
}

/** The piece with a line under what is wrong of it. */
function marked({ text }: FilterPiece, from: number, to: number) {
  const [start, end] = [Math.max(0, from), Math.min(text.length, to)];
  if (start >= end) return text;
  return (
    <>
      {text.slice(0, start)}
      <span className={styles.marked}>{text.slice(start, end)}</span>
      {text.slice(end)}
    </>
  );
}
