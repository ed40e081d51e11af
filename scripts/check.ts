/** `npm run check`: every static check. Needs clang-format and the npm packages, and no privileges. */
import { runStaticChecks } from './testing/static-checks.ts';
import { formatTotals } from './testing/totals.ts';

const totals = await runStaticChecks();
console.log(formatTotals(totals));
process.exitCode = totals.failed === 0 ? 0 : 1;
