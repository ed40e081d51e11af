/**
 * `npm test`: installs what is missing, builds, and runs every check and test. Ends with one line,
 * `N passed, N failed, N skipped`. `npm test -- NAME ...` runs some suites only.
 *
 * Plain JavaScript for Node 20, for the reason given in start.mjs.
 */
import { installNpmPackages } from './setup/npm-packages.mjs';
import { continueInTypeScript } from './setup/typescript-runtime.mjs';

if (await installNpmPackages()) await continueInTypeScript('scripts/testing/test.ts');
