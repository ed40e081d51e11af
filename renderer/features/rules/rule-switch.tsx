import { Popover } from 'radix-ui';
import { useState } from 'react';
import { builtInLoss } from '../../../electron/contract/built-in-text.ts';
import type { RuleItem } from '../../model/rules/list-items.ts';
import { useRulesModel } from '../../stores/rules-context.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import floating from '../../ui/floating.module.css';
import { Switch } from '../../ui/switch.tsx';
import styles from './rule-switch.module.css';

interface RuleSwitchProps {
  readonly item: RuleItem;
  /** `Rule 5` */
  readonly name: string;
  readonly pending: boolean;
  readonly tabIndex: number;
}

/** Switches a rule. Of what keeps the network alive it says first what will break. */
export function RuleSwitch(props: RuleSwitchProps) {
  const { item, name, pending, tabIndex } = props;
  const { book } = useRulesModel();
  const { rule, builtIn } = item;
  const loss = builtIn ? builtInLoss(rule) : undefined;
  if (loss) return <CarefulSwitch {...props} loss={loss} />;
  return (
    <Switch
      checked={rule.enabled}
      onChange={(enabled) => void book.setEnabled(rule, enabled)}
      label={`${name}: ${rule.text}`}
      pending={pending}
      tabIndex={tabIndex}
    />
  );
}

interface CarefulSwitchProps extends RuleSwitchProps {
  /** What breaks without the rule. */
  readonly loss: string;
}

function CarefulSwitch({ item, name, pending, tabIndex, loss }: CarefulSwitchProps) {
  const { book } = useRulesModel();
  const { rule } = item;
  const [asking, setAsking] = useState(false);
  const change = (enabled: boolean) => {
    if (enabled) void book.setEnabled(rule, true);
    else setAsking(true);
  };
  return (
    <Popover.Root open={asking} onOpenChange={setAsking}>
      <Popover.Anchor asChild>
        <span className={styles.anchor}>
          <Switch
            checked={rule.enabled}
            onChange={change}
            label={`${name}: ${rule.text}`}
            pending={pending}
            tabIndex={tabIndex}
          />
        </span>
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          className={classNames(floating.popover, styles.question)}
          aria-label={`Switch ${name} off?`}
          align="start"
          sideOffset={8}
          collisionPadding={8}
        >
          <p className="strong">Switch {name} off?</p>
          <p className={styles.loss}>{loss}</p>
          <div className={styles.answers}>
            <Button
              kind="line"
              onClick={() => {
                setAsking(false);
                void book.setEnabled(rule, false);
              }}
            >
              Switch it off
            </Button>
            <Button autoFocus onClick={() => setAsking(false)}>
              Keep it
            </Button>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
