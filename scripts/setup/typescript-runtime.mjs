/** Goes on in TypeScript, under a Node that runs it. Plain JavaScript for Node 20. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Runs TypeScript as it is, and everything that is a dependency here. */
const OLDEST_NODE = 24;

/** Runs a script of this checkout with our own arguments; its exit code becomes ours. */
export async function continueInTypeScript(script) {
  const node = isNewEnough(process.version) ? process.execPath : bundledNode();
  if (!existsSync(node)) {
    console.error(
      `Portcullis needs Node ${OLDEST_NODE} or newer. This is ${process.version}, and no newer one ` +
        `came with the npm packages (there is none for ${process.platform} on ${process.arch}).`,
    );
    process.exitCode = 1;
    return;
  }
  process.exitCode = await run(node, [join(root, script), ...process.argv.slice(2)]);
}

/** Comes as an npm package; `.bin` holds a link to it, which would do as well. */
function bundledNode() {
  return join(root, `node_modules/node-linux-${process.arch}/bin/node`);
}

function isNewEnough(version) {
  return Number.parseInt(version.slice(1), 10) >= OLDEST_NODE;
}

function run(program, args) {
  const child = spawn(program, args, { stdio: 'inherit' });
  // The child decides what a wish to end means, and we wait for it. A terminal sends Ctrl-C to both of
  // us, `kill` to us alone; nothing tells which it was, so it is passed on, and the same wish twice
  // is one to the child.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
