import '../../../renderer/ui/fonts.css';
import '../../../renderer/ui/tokens.css';
import '../../../renderer/ui/base.css';
import { createRoot } from 'react-dom/client';
import { createMemoryTransportPair } from '../../../electron/contract/memory-transport.ts';
import { serve } from '../../../electron/contract/serve.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../electron/contract/settings.ts';
import type { Transport } from '../../../electron/contract/transport.ts';
import { App } from '../../../renderer/app.tsx';
import { applyTheme } from '../../../renderer/features/settings/use-theme.ts';
import { createApplication } from '../../../renderer/stores/application.ts';
import { createDemoEngine, type DemoEngine } from '../demo-engine.ts';
import { DEMO_LISTS } from '../demo-lists.ts';
import { DEMO_RULES } from './demo-rules.ts';
import { demoFindings, demoPrivileges } from './demo-states.ts';

declare global {
  interface Window {
    /** For scripts that drive the page: the engine, and what breaks or allows the connection. */
    demo: {
      engine: DemoEngine | undefined;
      link: Transport | undefined;
      reachable: boolean;
      /** As an ordinary user would find it; `?locked`. */
      locked: boolean;
    };
  }
}

const asked = new URLSearchParams(location.search);
const numberOf = (name: string, otherwise: number) => Number(asked.get(name) ?? otherwise);
const theme = (asked.get('theme') ?? 'system') as Settings['theme'];
const attached = (asked.get('attached') ?? 'enp5s0').split(',').filter(Boolean);

window.demo = { engine: undefined, link: undefined, reachable: true, locked: asked.has('locked') };

/** One engine per connection, as if it had been started anew. */
async function open(): Promise<Transport | undefined> {
  if (!window.demo.reachable) return undefined;
  const engine = createDemoEngine({
    packetsPerSecond: numberOf('rate', 60),
    attached,
    rules: asked.has('empty') ? [] : DEMO_RULES,
    answerDelayMs: numberOf('delay', 60),
    sampledOutPerSecond: numberOf('sampled', 0),
    countedBefore: numberOf('counted', 0),
    snapshot: {
      settings: { ...DEFAULT_SETTINGS, theme },
      enforcing: !asked.has('panic'),
      lists: asked.has('empty') ? [] : DEMO_LISTS,
      ...demoPrivileges(asked, window.demo.locked),
    },
    privileges: {
      unlock: (asked.get('unlock') ?? 'cancelled') as 'cancelled',
      install: (asked.get('install') ?? 'done') as 'done',
      ...demoFindings(asked.get('doctor')),
      onUnlocked: takeOver,
    },
  });
  const [ours, theirs] = createMemoryTransportPair();
  serve(engine, theirs, (method, error) => console.error(method, error));
  window.demo.engine = engine;
  window.demo.link = theirs;
  return ours;
}

/** The connection breaks, and comes back to an engine that may filter. */
function takeOver(): void {
  window.demo.locked = false;
  setTimeout(() => {
    window.demo.reachable = false;
    window.demo.link?.close();
  }, 200);
  setTimeout(
    () => {
      window.demo.reachable = true;
    },
    numberOf('handover', 900),
  );
}

applyTheme(theme);
const application = createApplication(open, (commit) => requestAnimationFrame(commit));
application.connection.start();
const root = document.getElementById('root');
if (root) createRoot(root).render(<App application={application} />);
