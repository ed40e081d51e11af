/**
 * `npm run make`: the AppImage. It installs nothing.
 *
 * Plain JavaScript for Node 20, for the reason given in start.mjs.
 */
import { npmPackagesAreCurrent } from './setup/npm-packages.mjs';
import { continueInTypeScript } from './setup/typescript-runtime.mjs';

if (npmPackagesAreCurrent()) {
  await continueInTypeScript('scripts/package/make.ts');
} else {
  console.error('The npm packages are missing or out of date. Run `npm ci` once first.');
  process.exitCode = 1;
}
