/** Where and how large the window is; remembered from one start to the next. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import { ensurePrivateDirectory } from '../engine/storage/private-directory.ts';

/** In device-independent pixels, as all of Electron's. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const DEFAULT_SIZE = { width: 1440, height: 900 } as const;
export const MIN_SIZE = { width: 760, height: 480 } as const;

/** While the user drags, every few milliseconds is another place. */
const SETTLED_AFTER_MS = 500;
/** How much of the title bar has to be on a display, so that the window can be pulled back. */
const GRIP = { width: 120, height: 32 } as const;

const coordinate = v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000));
const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000));

export const areaSchema = v.object({ x: coordinate, y: coordinate, width: side, height: side });

const placeSchema = v.object({
  ...areaSchema.entries,
  maximized: v.optional(v.boolean(), false),
});

/** The size and place to go back to from being maximized, and whether it is that. */
export type WindowPlace = v.InferOutput<typeof placeSchema>;

/** What is needed of Electron's `BrowserWindow`. */
export interface PlacedWindow {
  isDestroyed(): boolean;
  getNormalBounds(): Area;
  isMaximized(): boolean;
  on(event: 'resize' | 'move' | 'maximize' | 'unmaximize' | 'close', listener: () => void): unknown;
}

function placeFile(configDirectory: string): string {
  return join(configDirectory, 'window.json');
}

/** `undefined` if nothing is remembered, or nothing that makes sense: it is not worth a word. */
export async function recallPlace(configDirectory: string): Promise<WindowPlace | undefined> {
  try {
    const json: unknown = JSON.parse(await readFile(placeFile(configDirectory), 'utf8'));
    const place = v.safeParse(placeSchema, json);
    return place.success ? place.output : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Size and position for a new window. The position is left to the desktop unless the window could be
 * taken hold of there: displays come and go. Under Wayland it is always the desktop that decides.
 */
export function fitPlace(
  place: Area | undefined,
  displays: readonly Area[],
): { readonly width: number; readonly height: number; readonly x?: number; readonly y?: number } {
  if (!place) return DEFAULT_SIZE;
  const display = displays.find((area) => holdsGrip(area, place));
  const width = Math.max(MIN_SIZE.width, Math.min(place.width, display?.width ?? place.width));
  const height = Math.max(MIN_SIZE.height, Math.min(place.height, display?.height ?? place.height));
  return display ? { x: place.x, y: place.y, width, height } : { width, height };
}

function holdsGrip(area: Area, { x, y, width }: Area): boolean {
  const sharedWidth = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  const isTitleBarOn = y >= area.y && y + GRIP.height <= area.y + area.height;
  return isTitleBarOn && sharedWidth >= Math.min(GRIP.width, width);
}

/** Saves where the window is, from now on. `saved` settles when what is known is on disk. */
export function rememberPlace(
  window: PlacedWindow,
  configDirectory: string,
): { saved(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const save = () => {
    clearTimeout(timer);
    if (window.isDestroyed()) return;
    const place: WindowPlace = { ...window.getNormalBounds(), maximized: window.isMaximized() };
    const text = `${JSON.stringify(place)}\n`;
    writing = writing.then(() => write(configDirectory, text));
  };
  const saveSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, SETTLED_AFTER_MS);
  };
  for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const) {
    window.on(event, saveSoon);
  }
  // Now or never: a closed window has no place any more.
  window.on('close', save);
  return { saved: () => writing };
}

async function write(configDirectory: string, text: string): Promise<void> {
  try {
    await ensurePrivateDirectory(configDirectory);
    await writeFileAtomic(placeFile(configDirectory), text, { mode: 0o600 });
  } catch (error) {
    // Nobody who closes a window wants to hear of it; the next one opens in the usual size.
    console.error('portcullis: the place of the window could not be saved:', String(error));
  }
}
