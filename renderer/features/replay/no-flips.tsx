import {
  useApplication,
  useFind,
  usePackets,
  useReplay,
} from '../../stores/application-context.ts';
import styles from './replay-view.module.css';

/** In the place of the rows, while only flips are asked for and there are none. */
export function NoFlips() {
  const { find } = useApplication();
  usePackets((state) => state.version);
  const isEmpty = usePackets(({ rows }) => rows.end === rows.first);
  const onlyFlips = useReplay((state) => state.onlyFlips);
  const isFiltered = useFind((state) => state.filter !== undefined);
  const isLooking = useFind((state) => state.progress !== undefined);
  if (!onlyFlips || isFiltered || isLooking || !isEmpty || !find.counts()) return null;
  return (
    <div className={styles.noFlips} role="status">
      <h2>No packet flips</h2>
      <p>The rules do to each of them what the file says was done.</p>
    </div>
  );
}
