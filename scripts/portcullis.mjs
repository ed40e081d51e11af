/**
 * `npm run portcullis -- VERB ...`: the command line, from a checkout. It installs nothing.
 *
 * Plain JavaScript for Node 20, for the reason given in start.mjs.
 */
import { npmPackagesAreCurrent } from './setup/npm-packages.mjs';
import { continueInTypeScript } from './setup/typescript-runtime.mjs';

if (npmPackagesAreCurrent()) {
  await continueInTypeScript('scripts/launch/portcullis.ts');
} else {
  console.error('The npm packages are missing or out of date. Run `npm start` once first.');
  process.exitCode = 1;
}
