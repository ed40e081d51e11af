import { countryName } from '../model/hosts/host-text.ts';
import type { Talkers } from '../model/talkers/talkers.ts';
import type { Find } from './find-store.ts';
import type { Hosts } from './hosts-store.ts';

/** Tells filters and talkers who is behind addresses. */
export function shareHosts(hosts: Hosts, find: Find, talkers: Talkers): void {
  shareWithFind(hosts, find);
  talkers.names = talkerNames(hosts);
  hosts.store.subscribe((now, before) => {
    // Countries are asked for once, unless somebody else answers.
    if (now.facts !== before.facts) talkers.names = talkerNames(hosts);
  });
}

/** Tells a filter who is behind addresses. */
export function shareWithFind(hosts: Hosts, find: Find): void {
  find.takeHosts({
    nameOf: (bytes, offset, size) => hosts.knownNames(bytes, offset, size),
    countryOf: (bytes, offset, size) => hosts.countryAt(bytes, offset, size),
  });
  hosts.store.subscribe((now, before) => {
    find.namesChanged();
    if (now.facts !== before.facts) find.countriesChanged();
  });
}

function talkerNames(hosts: Hosts): Talkers['names'] {
  return {
    nameOf: (address) => hosts.knownNameOf(address)?.name,
    countryOf: (bytes) => hosts.factsOfBytes(bytes).country,
    countryName,
  };
}
