/** `npm run check`: every static check. Needs clang-format and the npm packages, and no privileges. */
import { runStaticChecks } from './testing/static-checks.ts';
import { formatTotals, isSuccess } from './testing/totals.ts';

const totals = await runStaticChecks();
console.log(formatTotals(totals));
process.exitCode = isSuccess(totals) ? 0 : 1;
