import { addressBytes, parseAddress } from '../../../electron/contract/address.ts';
import { isInPrefix } from '../../../electron/contract/language/prefix.ts';
import { type Rule, statementOf } from '../../../electron/contract/rule.ts';

/**
 * The rules that a search finds: by any part of their text or name, and for an address also those
 * that name a prefix around it. Nothing to search for finds all.
 */
export function findRules(rules: readonly Rule[], find: string): readonly Rule[] {
  const wanted = find.trim().toLowerCase();
  if (wanted === '') return rules;
  const address = parseAddress(wanted);
  const bytes = address.ok ? addressBytes(address.value) : undefined;
  return rules.filter(
    ({ text, name }) =>
      text.includes(wanted) ||
      name?.toLowerCase().includes(wanted) ||
      (bytes !== undefined && names(text, bytes)),
  );
}

/** Whether a rule asks for a prefix that holds the address. */
function names(text: string, address: Uint8Array): boolean {
  return statementOf({ text }).match.some(
    (criterion) =>
      'prefixes' in criterion && criterion.prefixes.some((prefix) => isInPrefix(prefix, address)),
  );
}
