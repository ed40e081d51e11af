import type { DecodedPacket } from './decoded-packet.ts';

/** Whom a TLS client hello wants to speak to, in lower case. */
export function tlsServerName({ tls }: DecodedPacket): string | undefined {
  return tls?.kind === 'client' ? tls.serverName?.toLowerCase() : undefined;
}
