/** What data may be used for, where its package's manifest says it of the packaging alone. */
export interface DataTerms {
  readonly terms: string;
  /** In front of the licence, in whole lines. */
  readonly note: string;
}

/** By the name of the npm package. */
export const DATA_TERMS: ReadonlyMap<string, DataTerms> = new Map([
  [
    '@ip-location-db/geo-whois-asn-country-mmdb',
    {
      terms: 'data of the NRO and the registries: CC-BY-4.0',
      note: `In which country an address lies. The file is the work of ip-location-db
(https://github.com/sapics/ip-location-db), which names CC0-1.0 for its package, and is passed on as it is.
What is in it comes, as its README says,

- from WHOIS and from the statistics of the five regional registries (AFRINIC, APNIC, ARIN, LACNIC,
  RIPE NCC): licensed by the Number Resource Organization, https://www.nro.net/, under the Creative
  Commons Attribution 4.0 International License, https://creativecommons.org/licenses/by/4.0/;
- from geofeeds (RFC 8805) that providers publish about their own networks, collected by
  https://opengeofeed.org/ and others; no licence is named for these.

The licence of the Number Resource Organization:
`,
    },
  ],
]);
