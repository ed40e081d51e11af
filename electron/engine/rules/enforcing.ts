/** Between the rule book and what decides about packets: the kernel's tables, or a recording. */
import type { Result } from '../../contract/result.ts';
import type { LabelledRule } from '../compiler/compile-ruleset.ts';
import type { Defaults } from './rule-book.ts';

/** All that decides about packets. */
export interface EnforcedRuleset {
  /** Rules that people made, in order, those that are off included; then the built-in ones in force. */
  readonly rules: readonly LabelledRule[];
  readonly defaults: Defaults;
}

export interface Enforcer {
  /** All or nothing: what was in force before stays if it fails. */
  enforce(ruleset: EnforcedRuleset): Promise<Result<null>>;
}
