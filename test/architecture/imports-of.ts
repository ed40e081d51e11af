import { parseSync } from 'vite';
import { COMPUTED } from './layer-table.ts';

/** Everything that a TypeScript or JavaScript file imports, types too, as its parser sees it. */
export function importsOf(path: string, source: string): string[] {
  const { program, errors } = parseSync(path, source);
  const [error] = errors;
  if (error) throw new Error(`${path}: ${error.message}`);
  const found: string[] = [];
  collect(program, (specifier) => {
    found.push(typeof specifier === 'string' ? specifier : COMPUTED);
  });
  return found;
}

/** The nodes that name another module in a `source`. */
const WITH_SOURCE = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]);

function collect(node: unknown, add: (specifier: unknown) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const entry of node) collect(entry, add);
    return;
  }
  const { type, source, callee } = node as Record<
    string,
    { name?: string; value?: unknown } | null
  >;
  if (WITH_SOURCE.has(String(type)) && source) add(source.value);
  if (String(type) === 'CallExpression' && callee?.name === 'require') {
    add((node as { arguments: { value?: unknown }[] }).arguments[0]?.value);
  }
  for (const child of Object.values(node)) collect(child, add);
}
