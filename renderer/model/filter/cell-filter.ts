import { PROTOCOL_WORDS } from '../../../electron/contract/language/criterion.ts';
import { TCP_FLAG_NAMES } from '../../../electron/contract/language/names/tcp-flags.ts';
import type { ColumnId } from '../columns.ts';
import { countryNamed } from '../hosts/host-text.ts';
import type { RowText } from '../row-text.ts';

/** Columns whose values can be asked for. */
const VALUE_COLUMNS: ReadonlySet<ColumnId> = new Set<ColumnId>([
  'verdict',
  'interface',
  'direction',
  'sourceMac',
  'source',
  'sourcePort',
  'destinationMac',
  'destination',
  'destinationPort',
  'host',
  'country',
  'protocol',
  'vlan',
  'ttl',
  'flags',
  'length',
  'rule',
]);

export function isValueColumn(id: ColumnId): boolean {
  return VALUE_COLUMNS.has(id);
}

/**
 * The filter for packets with the same value in a column: `src 192.0.2.1`. `undefined` where the row has
 * none, or no filter can ask for it. `ruleName`: of the rule that decided.
 */
export function cellFilter(row: RowText, id: ColumnId, ruleName?: string): string | undefined {
  switch (id) {
    case 'verdict':
      return row.dropped ? 'verdict drop' : 'verdict pass';
    case 'interface':
      return row.interfaceName === '' ? undefined : `iface ${inQuotes(row.interfaceName)}`;
    case 'direction':
      return row.direction;
    case 'source':
      return endFilter('src', row.source.address);
    case 'destination':
      return endFilter('dst', row.destination.address);
    case 'sourceMac':
      return endFilter('src', row.sourceMac);
    case 'destinationMac':
      return endFilter('dst', row.destinationMac);
    case 'sourcePort':
      return ifAny('sport', row.source.port);
    case 'destinationPort':
      return ifAny('dport', row.destination.port);
    case 'host':
      return row.note?.host ? `name ${inQuotes(row.note.host)}` : undefined;
    case 'country': {
      const code = countryNamed(row.note?.place ?? '');
      return code && `remote country ${code}`;
    }
    case 'protocol': {
      const word = row.protocol.toLowerCase();
      return (PROTOCOL_WORDS as readonly string[]).includes(word) ? word : undefined;
    }
    case 'vlan':
      return ifAny('vlan', row.vlan);
    case 'ttl':
      return ifAny('ttl', row.ttl);
    case 'flags':
      return flagsFilter(row.flags);
    case 'length':
      return `len ${Math.min(Number(row.length), 65_535)}`;
    case 'rule':
      return ruleFilter(row, ruleName);
    default:
      return undefined;
  }
}

function ifAny(word: string, value: string): string | undefined {
  return value === '' ? undefined : `${word} ${value}`;
}

/** By its address, or by its MAC where it has none. */
function endFilter(word: 'src' | 'dst', address: string): string | undefined {
  if (address === '') return undefined;
  const isMac = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(address);
  return isMac ? `ether ${word} ${address}` : `${word} ${address}`;
}

function flagsFilter(flags: string): string | undefined {
  const names = flags.toLowerCase().split(/\s+/).filter(Boolean);
  const known = names.every((name) => (TCP_FLAG_NAMES as readonly string[]).includes(name));
  return known && names.length > 0 ? `flags ${names.join('+')}` : undefined;
}

/** A number in the list is another rule's soon; a name and an id stay. */
function ruleFilter(row: RowText, ruleName: string | undefined): string | undefined {
  if (row.malformed) return 'malformed';
  if (row.byDefault) return 'rule default';
  const called = ruleName ?? row.ruleId;
  return called === undefined ? undefined : `rule ${inQuotes(called)}`;
}

function inQuotes(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
