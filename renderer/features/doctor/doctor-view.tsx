import { ClipboardCopy, RotateCw, Stethoscope } from 'lucide-react';
import { useEffect, useState } from 'react';
import { doctorReport } from '../../model/doctor-report.ts';
import { timeOfDayText } from '../../model/number-text.ts';
import { useApplication, useDoctor, useEngine } from '../../stores/application-context.ts';
import { copyText } from '../../stores/copy-text.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './doctor-view.module.css';
import { Findings } from './findings.tsx';
import { HelperSection } from './helper-section.tsx';

/** Whether this machine, Portcullis and each interface can filter, and what to do where they cannot. */
export function DoctorView() {
  const { doctor } = useApplication();
  useFirstCheck();
  const diagnosis = useDoctor((state) => state.diagnosis);
  const failure = useDoctor((state) => state.failure);
  const checking = useDoctor((state) => state.checking);
  return (
    <div className={styles.view}>
      <div className={styles.page}>
        <h1>
          <Icon of={Stethoscope} size={18} />
          Doctor
        </h1>
        <p className={styles.lead}>
          Looks at this machine, at Portcullis and at every interface, and says what keeps packets
          from being filtered. It changes nothing.
        </p>
        <div className={styles.bar}>
          <Button
            kind="line"
            aria-busy={checking}
            aria-disabled={checking}
            onClick={() => void doctor.check()}
          >
            <Icon of={RotateCw} size={14} />
            {checking ? 'Checking…' : diagnosis || failure ? 'Check again' : 'Check'}
          </Button>
          {diagnosis && <CopyButton />}
          {diagnosis && (
            <span className={styles.time}>
              Checked at <span className="mono">{timeOfDayText(diagnosis.timeMs)}</span>
            </span>
          )}
        </div>
        {failure && (
          <p className={styles.failure} role="alert">
            The check came to nothing. {failure.message} {failure.remedy}
          </p>
        )}
        {diagnosis && <Findings findings={diagnosis.findings} />}
        {!diagnosis && checking && (
          <p className={styles.quiet} role="status">
            Looking at the machine. This takes a second.
          </p>
        )}
        <HelperSection />
      </div>
    </div>
  );
}

/** Whoever opens the view wants to know; also once another engine has come. */
function useFirstCheck(): void {
  const { doctor } = useApplication();
  const connected = useEngine((state) => state.connection.phase === 'connected');
  const known = useDoctor(
    ({ diagnosis, failure }) => diagnosis !== undefined || failure !== undefined,
  );
  useEffect(() => {
    if (connected && !known) void doctor.check();
  }, [doctor, connected, known]);
}

function CopyButton() {
  const { actions } = useApplication();
  const diagnosis = useDoctor((state) => state.diagnosis);
  const engine = useEngine((state) => state.engine);
  const [copied, setCopied] = useState<typeof diagnosis>();
  if (!diagnosis) return null;
  const copy = async () => {
    const done = await copyText(actions, 'The report', doctorReport(diagnosis, engine));
    setCopied(done ? diagnosis : undefined);
  };
  return (
    <Button onClick={() => void copy()}>
      <Icon of={ClipboardCopy} size={14} />
      {copied === diagnosis ? 'Copied' : 'Copy report'}
    </Button>
  );
}
