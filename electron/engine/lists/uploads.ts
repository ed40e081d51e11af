/** Files that a client sends piece by piece, until they are read or forgotten. */
import { randomBytes } from 'node:crypto';
import { appendFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../contract/result.ts';
import { SerialQueue } from '../serial-queue.ts';
import { ensurePrivateDirectory } from '../storage/private-directory.ts';
import { LOAD_LIMITS, tooLarge } from './load-limits.ts';

const MAX_UPLOADS = 4;
const PATIENCE_MS = 600_000;
const SUFFIX = '.upload';

export interface UploadLimits {
  readonly bytes: number;
  /** Since the last piece. */
  readonly patienceMs: number;
}

interface Upload {
  readonly path: string;
  bytes: number;
  timer: NodeJS.Timeout;
}

export class Uploads {
  readonly #directory: string;
  readonly #limits: UploadLimits;
  readonly #uploads = new Map<string, Upload>();
  readonly #queue = new SerialQueue();

  constructor(
    directory: string,
    limits: UploadLimits = { bytes: LOAD_LIMITS.bodyBytes, patienceMs: PATIENCE_MS },
  ) {
    this.#directory = directory;
    this.#limits = limits;
  }

  /** Appends a piece; without an id to a new upload. Answers the id. Fails with `bad-list` or `storage-failed`. */
  add(id: string | undefined, piece: string): Promise<Result<{ readonly upload: string }>> {
    return this.#queue.run(async () => {
      if (id === undefined) return await this.#begin(piece);
      const upload = this.#uploads.get(id);
      if (!upload) {
        return fail(
          'bad-list',
          'This upload is not known any more.',
          'Send the file from its beginning.',
        );
      }
      return await this.#append(id, upload, piece);
    });
  }

  /** Of an upload that is there. */
  pathOf(id: string): string | undefined {
    return this.#uploads.get(id)?.path;
  }

  /** After the pieces that are on their way. */
  discard(id: string): Promise<void> {
    return this.#queue.run(() => this.#discard(id));
  }

  /** Removes everything, also what an engine left that was killed. */
  clear(): Promise<void> {
    return this.#queue.run(async () => {
      for (const id of [...this.#uploads.keys()]) await this.#discard(id);
      const names = await readdir(this.#directory).catch(() => []);
      for (const name of names.filter((candidate) => candidate.endsWith(SUFFIX))) {
        await rm(join(this.#directory, name), { force: true });
      }
    });
  }

  async #begin(piece: string): Promise<Result<{ readonly upload: string }>> {
    if (this.#uploads.size >= MAX_UPLOADS) {
      return fail(
        'bad-list',
        `${MAX_UPLOADS} other files are being sent.`,
        'Wait until one of them is there, or ten minutes.',
      );
    }
    const id = randomBytes(12).toString('hex');
    const upload = {
      path: join(this.#directory, `${id}${SUFFIX}`),
      bytes: 0,
      timer: this.#startTimer(id),
    };
    this.#uploads.set(id, upload);
    return await this.#append(id, upload, piece);
  }

  async #append(
    id: string,
    upload: Upload,
    piece: string,
  ): Promise<Result<{ readonly upload: string }>> {
    clearTimeout(upload.timer);
    upload.timer = this.#startTimer(id);
    upload.bytes += Buffer.byteLength(piece);
    if (upload.bytes > this.#limits.bytes) {
      await this.#discard(id);
      return tooLarge('The file', this.#limits.bytes);
    }
    try {
      await ensurePrivateDirectory(this.#directory);
      await appendFile(upload.path, piece, { mode: 0o600 });
      return ok({ upload: id });
    } catch (error) {
      await this.#discard(id);
      return fail(
        'storage-failed',
        `The file could not be kept in ${this.#directory}.`,
        'Make room on the disk or check the permissions.',
        String(error),
      );
    }
  }

  #startTimer(id: string): NodeJS.Timeout {
    return setTimeout(() => void this.discard(id), this.#limits.patienceMs);
  }

  async #discard(id: string): Promise<void> {
    const upload = this.#uploads.get(id);
    if (!upload) return;
    this.#uploads.delete(id);
    clearTimeout(upload.timer);
    await rm(upload.path, { force: true }).catch(() => {});
  }
}
