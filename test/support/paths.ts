import { fileURLToPath } from 'node:url';

/** The checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const RESOURCES = `${ROOT}resources`;
export const FILTER_OBJECT = `${RESOURCES}/bpf/filter.bpf.o`;
export const NODE = `${ROOT}node_modules/.bin/node`;
