import { fail, ok, type Result } from '../../electron/contract/result.ts';
import type { EnforcedRuleset, Enforcer } from '../../electron/engine/rules/enforcing.ts';

/** Remembers what is in force, and can refuse. */
export class FakeEnforcer implements Enforcer {
  inForce: EnforcedRuleset = { rules: [], defaults: { in: 'pass', out: 'pass' } };
  /** How often something was put in force. */
  enforced = 0;
  /** As long as it says so, nothing is put in force. */
  refuses: (ruleset: EnforcedRuleset) => boolean = () => false;

  async enforce(ruleset: EnforcedRuleset): Promise<Result<null>> {
    if (this.refuses(ruleset)) {
      return fail('kernel-refused', 'The kernel refused.', 'Try again.');
    }
    this.inForce = ruleset;
    this.enforced += 1;
    return ok(null);
  }

  /** `drop icmp`, then `default in drop` where a default drops. */
  get lines(): string[] {
    const { rules, defaults } = this.inForce;
    return [
      ...rules.map(({ rule }) => (rule.enabled ? rule.text : `off ${rule.text}`)),
      ...(['in', 'out'] as const).flatMap((direction) =>
        defaults[direction] === 'drop' ? [`default ${direction} drop`] : [],
      ),
    ];
  }

  /** Those that people made. */
  get ownLines(): string[] {
    const ids = this.inForce.rules.map(({ rule }) => rule.id);
    return this.lines.filter((_, index) => !ids[index]?.startsWith('built-in-'));
  }
}
