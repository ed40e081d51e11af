import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { collectLicences } from '../../../scripts/package/licences.ts';
import { ROOT } from '../../support/paths.ts';

it('says of data what its sources say, not what the manifest says of the packaging', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-unit-'));
  try {
    const countries = 'node_modules/@ip-location-db/geo-whois-asn-country-mmdb';
    const manifest = JSON.parse(readFileSync(join(ROOT, countries, 'package.json'), 'utf8'));
    expect(manifest.license).toBe('CC0-1.0');
    await collectLicences(directory, {
      root: ROOT,
      packages: [countries, 'node_modules/zustand'],
      libraries: [],
      passedOn: true,
    });
    const listed = readFileSync(join(directory, 'README.txt'), 'utf8');
    expect(listed).toContain(
      `@ip-location-db/geo-whois-asn-country-mmdb ${manifest.version} (data of the NRO and the registries: CC-BY-4.0)`,
    );
    expect(listed).toMatch(/^zustand \d+\.\d+\.\d+ \(MIT\)$/m);
    const file = 'ip-location-db-geo-whois-asn-country-mmdb.txt';
    const terms = readFileSync(join(directory, file), 'utf8');
    expect(terms).toContain('https://creativecommons.org/licenses/by/4.0/');
    expect(terms).toContain('Copyright Holder: Number Resource Organization (NRO)');
    expect(terms).toContain('geofeeds');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
