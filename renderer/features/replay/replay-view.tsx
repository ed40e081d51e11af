import { FileInput, FolderOpen, RotateCw, X } from 'lucide-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { countText } from '../../model/number-text.ts';
import { useApplication, useReplay } from '../../stores/application-context.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { Segments } from '../../ui/segments.tsx';
import { useIsOutdated } from './replay-foot.tsx';
import styles from './replay-view.module.css';

const FLIP_MEANS = 'Their file says that they passed, and they would be dropped, or the reverse.';
const FILE_KINDS = '.pcap,.pcapng,.cap,.ntar';

interface ReplayViewProps {
  /** The packets of the file. */
  readonly children: ReactNode;
}

/** What the rules of now would have done to the packets of a capture file. */
export function ReplayView({ children }: ReplayViewProps) {
  const { replay } = useApplication();
  const phase = useReplay((state) => state.phase);
  const hasPackets = useReplay((state) => (state.summary?.packets ?? 0) > 0);
  const [isOver, setIsOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    const file = event.dataTransfer.files[0];
    if (file) void replay.open(file);
  };
  return (
    <section
      className={classNames(styles.view, isOver && styles.over)}
      aria-label="Replay"
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      {phase === 'none' ? <NothingOpen /> : <Head />}
      {phase !== 'none' && (hasPackets ? children : <NoPackets />)}
    </section>
  );
}

function NothingOpen() {
  return (
    <div className={styles.empty}>
      <Icon of={FileInput} size={28} className={styles.icon} />
      <h1>Replay a capture</h1>
      <p>
        Runs the packets of a pcap or pcapng file through the rules as they are now, and marks those
        that flip: what passed would be dropped, or the other way round. Nothing is sent, no counter
        moves, and limits and ends of rules follow the time of the capture.
      </p>
      <OpenButton kind="primary">Open a capture file</OpenButton>
      <p className="faint">or drop one here</p>
    </div>
  );
}

function NoPackets() {
  const isRunning = useReplay((state) => state.phase === 'running');
  const notRun = useReplay((state) => state.summary?.notRun ?? 0);
  const failed = useReplay((state) => state.failed);
  if (isRunning) return <div className={styles.empty}>Reading…</div>;
  return (
    <div className={styles.empty}>
      <h1>No packet was run</h1>
      <p>
        {failed
          ? `${failed.message} ${failed.remedy}`
          : notRun > 0
            ? 'Of none of them does the file hold the first bytes, or they are of a kind of link that is not known here.'
            : 'The file holds none.'}
      </p>
    </div>
  );
}

/** The file, what became of its packets, and which are shown. */
function Head() {
  const { replay } = useApplication();
  const { phase, fileName, fileBytes, doneBytes, summary, failed, onlyFlips } = useReplay(
    (state) => state,
  );
  const isOutdated = useIsOutdated();
  const { packets = 0, dropped = 0, flips = 0, notRun = 0 } = summary ?? {};
  return (
    <header className={styles.head}>
      <h1 className="cut" title={fileName}>
        {fileName}
      </h1>
      {(phase === 'running' || packets + notRun > 0) && (
        <dl className={styles.counts} aria-label="What became of the packets">
          <Count label="packets" value={packets} />
          <Count label="would be dropped" value={dropped} />
          <Count label="would flip" value={flips} title={FLIP_MEANS} />
          {notRun > 0 && <Count label="could not be run" value={notRun} />}
        </dl>
      )}
      <span className="grow" />
      {phase === 'running' ? (
        <>
          <progress
            className={styles.bar}
            value={doneBytes}
            max={Math.max(fileBytes, 1)}
            aria-label="Of the file"
          />
          <Button icon aria-label="Stop the replay" onClick={() => replay.cancel()}>
            <Icon of={X} size={14} />
          </Button>
        </>
      ) : (
        <>
          {packets > 0 && (
            <Segments
              label="Packets shown"
              options={[
                { value: 'all', label: 'All' },
                { value: 'flips', label: 'Only flips' },
              ]}
              value={onlyFlips ? 'flips' : 'all'}
              onChange={(value) => replay.showOnlyFlips(value === 'flips')}
            />
          )}
          {isOutdated && (
            <Button kind="line" onClick={() => void replay.again()}>
              <Icon of={RotateCw} size={14} />
              Replay again
            </Button>
          )}
          <OpenButton kind="line">Open another</OpenButton>
        </>
      )}
      {failed && packets > 0 && (
        <p className={styles.failed} role="alert">
          {failed.message} {failed.remedy}
        </p>
      )}
    </header>
  );
}

interface CountProps {
  readonly label: string;
  readonly value: number;
  /** What is counted. */
  readonly title?: string;
}

function Count({ label, value, title }: CountProps) {
  return (
    <div title={title}>
      <dt>{label}</dt>
      <dd className="mono">{countText(value)}</dd>
    </div>
  );
}

function OpenButton({
  kind,
  children,
}: {
  readonly kind: 'primary' | 'line';
  readonly children: ReactNode;
}) {
  const { replay } = useApplication();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button kind={kind} onClick={() => input.current?.click()}>
        <Icon of={FolderOpen} size={14} />
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        accept={FILE_KINDS}
        aria-label="Capture file"
        hidden
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file) void replay.open(file);
          // So that the same file can be opened again.
          target.value = '';
        }}
      />
    </>
  );
}
