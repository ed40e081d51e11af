import { SERVICE_PORTS } from '../../language/names/service-ports.ts';
import type { Ports } from '../layer-reader.ts';
import { type Section, shownValue } from '../section.ts';

/** The first name of each port. */
const NAMES: ReadonlyMap<number, string> = new Map(
  [...SERVICE_PORTS].reverse().map(([name, port]) => [port, name]),
);

/** The two ports that TCP, UDP and SCTP begin with. */
export function readPorts(section: Section, transport: 'tcp' | 'udp' | 'sctp'): Ports {
  const source = section.u16('Source port', (port) => shownPort('sport', port));
  const destination = section.u16('Destination port', (port) => shownPort('dport', port));
  section.say(
    shownValue(String(source), `${transport} sport ${source}`),
    shownValue('→'),
    shownValue(String(destination), `${transport} dport ${destination}`),
  );
  return { transport: transport === 'sctp' ? 'tcp' : transport, source, destination };

  function shownPort(word: string, port: number) {
    return {
      value: String(port),
      note: NAMES.get(port),
      filterText: `${transport} ${word} ${port}`,
    };
  }
}
