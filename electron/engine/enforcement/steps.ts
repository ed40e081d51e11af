import { ok, type Result } from '../../contract/result.ts';

/** A write, and how it is taken back. */
export interface Step {
  run(): Result<null>;
  /** To what was there before, so this cannot be refused. */
  undo(): Result<unknown>;
}

/** All of them, or none: if one is refused, those already made are taken back. */
export function runSteps(steps: readonly Step[]): Result<null> {
  for (const [index, step] of steps.entries()) {
    const result = step.run();
    if (result.ok) continue;
    for (const done of steps.slice(0, index).reverse()) mustSucceed(done.undo());
    return result;
  }
  return ok(null);
}

/** A kernel that holds half of a change is worse than a crash, after which it holds nothing. */
function mustSucceed(undone: Result<unknown>): void {
  if (!undone.ok) throw new Error(`a refused change could not be undone: ${undone.error.message}`);
}
