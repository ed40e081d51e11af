/** Judges the imports of a file by a layer table. */
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import type { Layer } from './layer-table.ts';

export interface SourceFile {
  /** Relative to the root. */
  readonly path: string;
  /** What it imports, as written. */
  readonly imports: readonly string[];
}

/** One sentence per import that the table does not allow; empty if all is well. */
export function violations(file: SourceFile, table: readonly Layer[]): string[] {
  const layer = layerOf(file.path, table);
  if (!layer) return [`${file.path} belongs to no layer; give its folder a row in the table`];
  return file.imports.flatMap((specifier) => {
    const problem = judge(file.path, specifier, layer, table);
    return problem === undefined ? [] : [`${file.path} imports ${specifier}: ${problem}`];
  });
}

function judge(
  path: string,
  specifier: string,
  layer: Place,
  table: readonly Layer[],
): string | undefined {
  if (specifier.startsWith('.')) {
    const target = layerOf(posix.join(posix.dirname(path), specifier), table);
    if (!target) return 'it belongs to no layer';
    const isAllowed = layer.row.layers.includes(target.row.folder);
    if (target.place === layer.place || isAllowed) return undefined;
    return `${layer.place} may not import ${target.place}`;
  }
  if (specifier.startsWith('node:')) {
    return layer.row.node ? undefined : `${layer.place} may not import Node's modules`;
  }
  if (builtinModules.includes(specifier)) return "Node's modules are written with node: in front";
  const name = packageName(specifier);
  if (layer.row.packages.includes(name)) return undefined;
  return `${layer.place} may not import the package ${name}`;
}

interface Place {
  readonly row: Layer;
  /** The folder or file that the row's pattern stands for here. */
  readonly place: string;
}

function layerOf(path: string, table: readonly Layer[]): Place | undefined {
  for (const row of table) {
    const pattern = row.folder.replaceAll('.', '\\.').replaceAll('*', '[^/]+');
    const match = new RegExp(`^${pattern}${row.folder.endsWith('/') ? '' : '$'}`).exec(path);
    if (match) return { row, place: match[0] };
  }
  return undefined;
}

/** `@scope/name` of `@scope/name/part.css`. */
function packageName(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
