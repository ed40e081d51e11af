import { useActions, useApplication, useEngine } from '../../stores/application-context.ts';
import { ENFORCING_KEY } from '../../stores/host-actions.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { GateIcon } from '../../ui/gate-icon.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import styles from './panic-button.module.css';

/** The way out, at once and in every view: everything passes until it is pressed again. */
export function PanicButton() {
  const { host } = useApplication();
  const enforcing = useEngine((state) => state.enforcing);
  const able = useEngine(({ engine }) => engine && (!engine.unable || engine.recording));
  const pending = useActions((state) => state.pending.has(ENFORCING_KEY));
  if (!able) return null;
  return (
    <Tooltip
      content={
        enforcing ? 'Let everything pass at once; the rules stay' : 'Put the rules in force again'
      }
    >
      <Button
        kind="line"
        className={classNames(!enforcing && styles.engaged)}
        aria-pressed={!enforcing}
        aria-busy={pending}
        onClick={() => void host.setEnforcing(!enforcing)}
      >
        <GateIcon open />
        Panic
      </Button>
    </Tooltip>
  );
}
