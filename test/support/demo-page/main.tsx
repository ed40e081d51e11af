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
import { DEMO_RULES } from './demo-rules.ts';

declare global {
  interface Window {
    /** For scripts that drive the page: the engine, and what breaks or allows the connection. */
    demo: { engine: DemoEngine | undefined; link: Transport | undefined; reachable: boolean };
  }
}

const asked = new URLSearchParams(location.search);
const numberOf = (name: string, otherwise: number) => Number(asked.get(name) ?? otherwise);
const theme = (asked.get('theme') ?? 'system') as Settings['theme'];
const attached = (asked.get('attached') ?? 'enp5s0').split(',').filter(Boolean);

window.demo = { engine: undefined, link: undefined, reachable: true };

/** One engine per connection, as if it had been started anew. */
async function open(): Promise<Transport | undefined> {
  if (!window.demo.reachable) return undefined;
  const engine = createDemoEngine({
    packetsPerSecond: numberOf('rate', 60),
    attached,
    rules: asked.has('empty') ? [] : DEMO_RULES,
    answerDelayMs: numberOf('delay', 60),
    sampledOutPerSecond: numberOf('sampled', 0),
    snapshot: { settings: { ...DEFAULT_SETTINGS, theme } },
  });
  const [ours, theirs] = createMemoryTransportPair();
  serve(engine, theirs, (method, error) => console.error(method, error));
  window.demo.engine = engine;
  window.demo.link = theirs;
  return ours;
}

applyTheme(theme);
const application = createApplication(open, (commit) => requestAnimationFrame(commit));
application.connection.start();
const root = document.getElementById('root');
if (root) createRoot(root).render(<App application={application} />);
