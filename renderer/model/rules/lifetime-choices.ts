import { printLifetime } from '../../../electron/contract/language/print.ts';
import type { Lifetime } from '../../../electron/contract/language/statement.ts';

export interface LifetimeChoice {
  readonly value: string;
  readonly label: string;
  /** Absent: the rule stays. */
  readonly lifetime?: Lifetime;
}

const CHOICES: readonly LifetimeChoice[] = [
  { value: 'always', label: 'always' },
  { value: 'restart', label: 'until restart', lifetime: { until: 'restart' } },
  { value: '300', label: '5 minutes', lifetime: { forSeconds: 300 } },
  { value: '3600', label: '1 hour', lifetime: { forSeconds: 3600 } },
  { value: '86400', label: '1 day', lifetime: { forSeconds: 86_400 } },
  { value: '604800', label: '7 days', lifetime: { forSeconds: 604_800 } },
];

/** What a rule's lifetime can be chosen from, and which it has. One of its own is among them. */
export function lifetimeChoices(lifetime: Lifetime | undefined): {
  readonly chosen: string;
  readonly choices: readonly LifetimeChoice[];
} {
  const known = CHOICES.find((choice) => key(choice.lifetime) === key(lifetime));
  if (known || lifetime === undefined)
    return { chosen: known?.value ?? 'always', choices: CHOICES };
  return {
    chosen: 'own',
    choices: [{ value: 'own', label: ownText(lifetime), lifetime }, ...CHOICES],
  };
}

/** In this machine's time: `until 21 Nov, 19:03`. */
function ownText(lifetime: Lifetime): string {
  if (!('until' in lifetime) || lifetime.until === 'restart') return printLifetime(lifetime);
  const time = new Date(lifetime.until);
  const day = time.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  const clock = time.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return `until ${day}, ${clock}`;
}

function key(lifetime: Lifetime | undefined): string {
  return JSON.stringify(lifetime ?? null);
}
