import { hexNumber, textOfBytes } from '../clean-text.ts';
import type { Section } from '../section.ts';

/** What is wanted of the extensions, filled in as they are read. */
export interface FoundExtensions {
  serverName?: string;
  readonly applications: string[];
  readonly versions: string[];
}

/** IANA TLS extension types. */
const NAMES: Readonly<Record<number, string>> = {
  0: 'Server name',
  1: 'Largest fragment',
  5: 'Certificate status',
  10: 'Groups',
  11: 'Point formats',
  13: 'Signatures',
  16: 'Applications',
  18: 'Certificate timestamps',
  21: 'Padding',
  22: 'Encrypt then authenticate',
  23: 'Extended master secret',
  27: 'Certificate compression',
  35: 'Session ticket',
  41: 'Known key',
  42: 'Early data',
  43: 'Versions',
  45: 'Key exchange modes',
  50: 'Certificate signatures',
  51: 'Key share',
  65037: 'Encrypted hello',
  65281: 'Renegotiation',
};

const VERSIONS: Readonly<Record<number, string>> = {
  768: 'SSL 3',
  769: 'TLS 1.0',
  770: 'TLS 1.1',
  771: 'TLS 1.2',
  772: 'TLS 1.3',
};

const MAX_LISTED = 16;

export function versionName(version: number): string {
  return VERSIONS[version] ?? hexNumber(version, 4);
}

/** Some values stand for nothing, so that servers get used to what they do not know (RFC 8701). */
function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

/** RFC 8446, section 4.2; server name RFC 6066; applications RFC 7301. */
export function readTlsExtensions(hello: Section, isClient: boolean, found: FoundExtensions): void {
  const sizeBytes = hello.u16('Extensions length');
  hello.group('Extensions', sizeBytes, (extensions) => {
    let count = 0;
    while (extensions.left > 0) {
      count += 1;
      const type = extensions.peek16();
      const name = isGrease(type) ? 'Nothing' : (NAMES[type] ?? `Extension ${type}`);
      extensions.group(name, 4 + extensions.peek16(2), (extension) => {
        extension.u16('Type');
        extension.u16('Length');
        const value = readExtension(extension, type, isClient, found);
        extension.rest('Content');
        return value;
      });
    }
    return `${count} of them`;
  });
}

function readExtension(
  extension: Section,
  type: number,
  isClient: boolean,
  found: FoundExtensions,
): string {
  if (extension.left === 0) return '';
  switch (type) {
    case 0:
      return readServerName(extension, found);
    case 16:
      return readApplications(extension, found);
    case 43:
      return readVersions(extension, isClient, found);
    default:
      return `${extension.left} bytes`;
  }
}

function readServerName(extension: Section, found: FoundExtensions): string {
  extension.u16('List length');
  const kind = extension.u8('Kind');
  const length = extension.u16('Name length');
  if (kind !== 0) return '';
  const name = textOfBytes(extension.bytes('Name', length, textOfBytes));
  found.serverName ??= name;
  return name;
}

function readApplications(extension: Section, found: FoundExtensions): string {
  extension.u16('List length');
  while (extension.left > 0) {
    const length = extension.peek8();
    extension.skip(1);
    const name = textOfBytes(extension.bytes('Application', length, textOfBytes));
    if (found.applications.length < MAX_LISTED) found.applications.push(name);
  }
  return found.applications.join(', ');
}

function readVersions(extension: Section, isClient: boolean, found: FoundExtensions): string {
  if (isClient) extension.u8('List length');
  while (extension.left >= 2) {
    const version = extension.u16('Version', (value) => ({
      value: hexNumber(value, 4),
      note: isGrease(value) ? 'nothing' : versionName(value),
    }));
    if (!isGrease(version) && found.versions.length < MAX_LISTED) {
      found.versions.push(versionName(version));
    }
  }
  return found.versions.join(', ');
}
