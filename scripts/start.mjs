/**
 * `npm start`: installs what is missing, builds, and opens the app.
 *
 * On a fresh machine this file runs before anything is installed, under whatever Node there is, so
 * it and what it imports are plain JavaScript for Node 20. Everything after that is TypeScript.
 */
import { installNpmPackages } from './setup/npm-packages.mjs';
import { continueInTypeScript } from './setup/typescript-runtime.mjs';

if (await installNpmPackages()) await continueInTypeScript('scripts/launch/start.ts');
