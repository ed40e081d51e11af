/**
 * The page's only way out: it sends frames and receives frames. What they mean is the same as over
 * a WebSocket, so there is nothing to decide here.
 */
import { contextBridge, ipcRenderer } from 'electron';

type Frame = string | Uint8Array;

contextBridge.exposeInMainWorld('portcullis', {
  send: (frame: Frame): void => ipcRenderer.send('portcullis:frame', frame),
  receive: (listener: (frame: Frame) => void): void => {
    ipcRenderer.removeAllListeners('portcullis:frame');
    ipcRenderer.on('portcullis:frame', (_event, frame: Frame) => {
      listener(frame);
      // Electron does not tell how far behind a page is; this is how the host knows.
      ipcRenderer.send('portcullis:taken', frame.length);
    });
    ipcRenderer.send('portcullis:open');
  },
});
