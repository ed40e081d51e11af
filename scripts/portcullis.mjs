/**
 * `npm run portcullis -- VERB ...`: the command line, from a checkout. It installs nothing.
 *
 * Plain JavaScript for Node 20, for the reason given in start.mjs.
 */
import { npmPackagesAreCurrent } from './setup/npm-packages.mjs';
import { continueInTypeScript } from './setup/typescript-runtime.mjs';

// npm runs this in the checkout; files on the command line are named from where the user is.
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
if (npmPackagesAreCurrent()) {
  await continueInTypeScript('scripts/launch/portcullis.ts');
} else {
  console.error('The npm packages are missing or out of date. Run `npm start` once first.');
  process.exitCode = 1;
}
