import { SERVICE_PORTS } from '../../../electron/contract/language/names/service-ports.ts';

/** A port goes by the first of its names. */
const NAMES: ReadonlyMap<number, string> = new Map(
  [...SERVICE_PORTS].toReversed().map(([name, port]) => [port, name]),
);

/** `https` for 443. */
export function serviceName(port: number): string | undefined {
  return NAMES.get(port);
}

/**
 * Which of a flow's two ports says what is talked about: the one with a name, or else the lower one,
 * as callers are given high ports. So both directions of a conversation count for one port.
 */
export function servicePort(source: number, destination: number): number {
  const named = Number(NAMES.has(destination)) - Number(NAMES.has(source));
  if (named > 0) return destination;
  return named < 0 ? source : Math.min(source, destination);
}
