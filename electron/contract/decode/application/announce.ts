import { cleanText } from '../clean-text.ts';
import type { Section } from '../section.ts';

/** Says what the packet is about, for the table. What a packet quotes or tunnels is not it. */
export function announce(section: Section, protocol: string, text: string): void {
  if (!section.isOuter) return;
  section.state.application ??= { protocol, text: cleanText(text) };
}
