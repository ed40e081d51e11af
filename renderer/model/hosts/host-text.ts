/** What is known about a host, in words. */
import { type AddressScope, SCOPE_TEXT } from '../../../electron/contract/names/address-scope.ts';
import { COUNTRY_CODES } from '../../../electron/contract/names/country-code.ts';
import type { MacFacts } from '../../../electron/contract/names/look-up.ts';
import { MAC_KIND_TEXT } from '../../../electron/contract/names/mac-kind.ts';
import { timeOfDayText } from '../number-text.ts';
import { lastHitText } from '../rules/time-text.ts';
import type { LearnedName } from './learned-names.ts';

/** A name of an address and who says so. */
export type HostName = LearnedName | { readonly name: string; readonly origin: 'reverse' };

const ORIGIN_TEXT: Readonly<Record<HostName['origin'], string>> = {
  dns: 'from a DNS answer',
  mdns: 'announced by mDNS',
  llmnr: 'from an LLMNR answer',
  tls: 'asked for in TLS',
  reverse: 'by reverse DNS',
};

/** As {@link originText}, for what stays on the screen: `from a DNS answer at 14:02:11`. */
export function originAtText(name: HostName): string {
  const origin = ORIGIN_TEXT[name.origin];
  return name.origin === 'reverse' ? origin : `${origin} at ${timeOfDayText(name.heardMs)}`;
}

const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** `from a DNS answer, 5 s ago` */
export function originText(name: HostName, nowMs: number): string {
  const origin = ORIGIN_TEXT[name.origin];
  return name.origin === 'reverse' ? origin : `${origin}, ${lastHitText(name.heardMs, nowMs)} ago`;
}

/** `Germany`; the code itself where nobody has a name for it. */
export function countryName(code: string): string {
  try {
    return COUNTRIES.of(code) ?? code;
  } catch {
    return code;
  }
}

let codes: ReadonlyMap<string, string> | undefined;

/** `de` of `Germany`, in the words of {@link countryName}; `undefined` for all else. */
export function countryNamed(name: string): string | undefined {
  codes ??= new Map(COUNTRY_CODES.map((code) => [countryName(code.toUpperCase()), code]));
  return codes.get(name);
}

/** `private network`, `Germany`, or nothing. */
export function placeText(scope: AddressScope | undefined, country: string | undefined): string {
  if (scope) return SCOPE_TEXT[scope];
  return country ? countryName(country) : '';
}

/** `Intel Corporate`, `random or virtual`, or nothing. */
export function vendorText({ kind, vendor }: MacFacts): string {
  return kind ? MAC_KIND_TEXT[kind] : (vendor ?? '');
}
