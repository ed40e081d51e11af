import { Check, Info, TriangleAlert } from 'lucide-react';
import type { Finding } from '../../../electron/contract/doctor.ts';
import { Icon } from '../../ui/icon.tsx';

const SHAPES = { fault: TriangleAlert, note: Info, good: Check } as const;

/** The state as a shape, so that it never depends on colour alone; the word stands beside it. */
export function FindingGlyph({ state }: { readonly state: Finding['state'] }) {
  return <Icon of={SHAPES[state]} size={14} />;
}
