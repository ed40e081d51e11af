/** What a machine might know of the made-up addresses, which belong to nobody. */
import { addressBytes, parseAddress } from '../../electron/contract/address.ts';
import type { ApiHandlers } from '../../electron/contract/api.ts';
import { addressScope } from '../../electron/contract/names/address-scope.ts';
import type { AddressFacts, MacFacts } from '../../electron/contract/names/look-up.ts';
import { macBytes, macKind } from '../../electron/contract/names/mac-kind.ts';
import { ok } from '../../electron/contract/result.ts';
import { expectOk } from './expect-ok.ts';

const COUNTRIES = ['NL', 'US', 'BR', 'JP', 'DE', 'ZA'];
const VENDORS = ['Intel Corporate', 'ASUSTek COMPUTER INC.', 'AVM Audiovisuelles Marketing GmbH'];

export const DEMO_NAMES: Pick<ApiHandlers, 'listsOf' | 'lookUp' | 'reverseNames'> = {
  listsOf: async ({ addresses }) =>
    ok(
      Object.fromEntries(
        addresses
          .filter((text) => text.startsWith('203.0.113.'))
          .map((text) => [text, ['drop-list']]),
      ),
    ),
  lookUp: async ({ addresses, macs }) =>
    ok({
      addresses: Object.fromEntries(addresses.map((text) => [text, addressFacts(text)])),
      macs: Object.fromEntries(macs.map((text) => [text, macFacts(text)])),
    }),
  reverseNames: async ({ addresses }) =>
    ok(Object.fromEntries(addresses.map((text) => [text, `${text.replace(/\W+/g, '-')}.example`]))),
};

function addressFacts(text: string): AddressFacts {
  const bytes = addressBytes(expectOk(parseAddress(text)));
  const scope = addressScope(bytes);
  if (scope && scope !== 'documentation') return { scope };
  const country = COUNTRIES[bytes.reduce((sum, byte) => sum + byte, 0) % COUNTRIES.length];
  return country ? { country } : {};
}

function macFacts(text: string): MacFacts {
  const bytes = macBytes(text);
  const kind = macKind(bytes);
  if (kind) return { kind };
  const vendor = VENDORS[bytes.reduce((sum, byte) => sum + byte, 0) % VENDORS.length];
  return vendor ? { vendor } : {};
}
