import './ui/fonts.css';
import './ui/tokens.css';
import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { chooseTransport } from './connection/open-transport.ts';
import { applyTheme } from './features/settings/use-theme.ts';
import { createApplication } from './stores/application.ts';

// Before anything is drawn, so that a dark desktop sees no white flash.
applyTheme('system');

const application = createApplication(chooseTransport(), (commit) => requestAnimationFrame(commit));
application.connection.start();

const { pointer } = application;
window.addEventListener('pointerdown', pointer.down, { capture: true });
for (const name of ['pointerup', 'pointercancel']) {
  window.addEventListener(name, pointer.up, { capture: true });
}

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
createRoot(root).render(<App application={application} />);
