/**
 * The program that Electron starts. It brings together what the host is made of; nothing else in here
 * starts anything by being imported.
 */
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  nativeTheme,
  protocol,
  screen,
  session,
  Tray,
} from 'electron';
import { startEngine } from '../engine/engine.ts';
import { reportToLauncher } from '../engine/host-process/launcher-report.ts';
import { withdrawCapabilitiesFromChildren } from '../engine/privileges/ambient.ts';
import { takeOver } from '../engine/privileges/succession/take-over.ts';
import { processSurroundings } from '../engine/storage/directories.ts';
import type { ElectronParts } from './electron-parts.ts';
import { runHost } from './host.ts';
import { prepare } from './prepare.ts';

// Before anything is started: nothing that we start from here on gets any of our rights.
withdrawCapabilitiesFromChildren();
reportToLauncher();

const electron: ElectronParts = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  nativeTheme,
  protocol,
  screen,
  session,
  Tray,
};
const surroundings = processSurroundings();

// Awaited here, Electron becomes ready only afterwards. What follows must not be: it waits for that.
const prepared = await prepare({ electron, argv: process.argv, surroundings, takeOver });
if (prepared) {
  runHost({ electron, process, surroundings, startEngine }, prepared).catch((error: unknown) => {
    dialog.showErrorBox('Portcullis cannot start', String(error));
    app.exit(1);
  });
}
