/** From where a list comes to what it holds. */
import type { ListSource } from '../../contract/list.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { fetchList } from './fetch-list.ts';
import { uploadGone } from './list-refusals.ts';
import type { Consume, Loaded, Validators } from './load-limits.ts';
import { ListParser, type ListReading } from './parse-list.ts';
import { readListFile } from './read-list-file.ts';
import { inSlices } from './slices.ts';
import type { Uploads } from './uploads.ts';

export interface LoadRequest {
  readonly source: ListSource;
  /** Of what is here already. */
  readonly validators?: Validators;
  readonly signal?: AbortSignal;
}

/** `unchanged`: what was read last time still holds. */
export type LoadedList =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'read'; readonly reading: ListReading; readonly validators: Validators };

export type LoadList = (request: LoadRequest) => Promise<Result<LoadedList>>;

export interface LoaderOptions {
  readonly uploads: Uploads;
  /** For lists by https: see `FetchRequest`. */
  readonly ca?: string;
}

/** Loads, and parses on the way. An upload is gone afterwards. */
export function createLoader({ uploads, ca }: LoaderOptions): LoadList {
  return async ({ source, ...request }) => {
    const parser = new ListParser();
    const consume: Consume = (chunk) => inSlices(parser.push(chunk));
    const loaded = await load();
    if (!loaded.ok) return loaded;
    if (loaded.value.kind === 'unchanged') return ok({ kind: 'unchanged' });
    const reading = await inSlices(parser.finish());
    if (!reading.ok) return reading;
    return ok({ kind: 'read', reading: reading.value, validators: loaded.value.validators });

    async function load(): Promise<Result<Loaded>> {
      if ('url' in source) {
        const trust = ca === undefined ? {} : { ca };
        return await fetchList({ url: source.url, ...request, ...trust }, consume);
      }
      if ('path' in source) return await readListFile({ path: source.path, ...request }, consume);
      const path = uploads.pathOf(source.upload);
      if (path === undefined) return err(uploadGone(source.fileName));
      const { signal } = request;
      const read = await readListFile({ path, ...(signal ? { signal } : {}) }, consume);
      await uploads.discard(source.upload);
      return read;
    }
  };
}
