import { ClipboardCopy, TriangleAlert, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Failure } from '../../../electron/contract/failure.ts';
import { failureReport } from '../../model/failure-report.ts';
import { useApplication, useEngine } from '../../stores/application-context.ts';
import { copyText } from '../../stores/copy-text.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Strip } from '../../ui/strip.tsx';

interface FailureStripProps {
  /** What did not happen. */
  readonly title: string;
  readonly failure: Failure;
  readonly onDismiss?: () => void;
  /** What else there is to do about it. */
  readonly actions?: ReactNode;
}

/** What failed, why, and what to do; with everything a report needs. */
export function FailureStrip({ title, failure, onDismiss, actions }: FailureStripProps) {
  const application = useApplication();
  const engine = useEngine((state) => state.engine);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    setCopied(
      await copyText(application.actions, 'The report', failureReport(title, failure, engine)),
    );
  };
  const sentence = failure.message === title ? '' : `${failure.message} `;
  return (
    <Strip
      kind="caution"
      icon={TriangleAlert}
      title={title}
      actions={
        <>
          <Button onClick={() => void copy()}>
            <Icon of={ClipboardCopy} size={14} />
            {copied ? 'Copied' : 'Copy report'}
          </Button>
          {actions}
          {onDismiss && (
            <Button icon aria-label="Dismiss" onClick={onDismiss}>
              <Icon of={X} size={14} />
            </Button>
          )}
        </>
      }
    >
      {sentence}
      {failure.remedy}
    </Strip>
  );
}
