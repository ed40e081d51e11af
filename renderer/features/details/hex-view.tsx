import { type KeyboardEvent, memo, type PointerEvent, useEffect, useMemo, useRef } from 'react';
import type { ByteRange } from '../../../electron/contract/decode/decoded-packet.ts';
import type { DetailNode } from '../../model/details/detail-tree.ts';
import {
  byteCharacter,
  type HexLine,
  hexByte,
  hexLines,
  LINE_BYTES,
  rangeInLine,
} from '../../model/details/hex-lines.ts';
import type { PacketDetails } from '../../model/details/packet-details.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './hex-view.module.css';

interface HexViewProps {
  readonly packet: PacketDetails;
  /** By byte. */
  readonly owners: readonly (DetailNode | undefined)[];
  readonly lit: ByteRange | undefined;
  readonly onHover: (id: string | undefined) => void;
  readonly onChoose: (id: string) => void;
}

/** The captured bytes, as hex and as text. */
export function HexView({ packet, owners, lit, onHover, onChoose }: HexViewProps) {
  const bytes = packet.packet;
  const lines = useMemo(() => (bytes ? hexLines(bytes) : []), [bytes]);
  const view = useRef<HTMLDivElement>(null);
  const cursor = useRef(-1);
  const litStart = lit?.start;
  useEffect(() => {
    if (litStart === undefined) return;
    const line = view.current?.children[Math.floor(litStart / LINE_BYTES)];
    if (!view.current?.matches(':hover')) line?.scrollIntoView({ block: 'nearest' });
  }, [litStart]);
  if (!bytes) return <Missing packet={packet} />;

  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const from = cursor.current < 0 ? (litStart ?? 0) : cursor.current + step;
    cursor.current = Math.min(bytes.length - 1, Math.max(0, from));
    onHover(undefined);
    choose(cursor.current);
  };
  const choose = (byte: number | undefined) => {
    const owner = byte === undefined ? undefined : owners[byte];
    if (owner) onChoose(owner.id);
  };
  const onPointerMove = (event: PointerEvent) => {
    const byte = byteAt(event.target);
    onHover(byte === undefined ? undefined : owners[byte]?.id);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: what stands within belongs to no form
    <div
      ref={view}
      role="group"
      aria-label="Bytes of the packet"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys go from byte to byte
      tabIndex={0}
      className={styles.view}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        cursor.current = byteAt(event.target) ?? -1;
        choose(byteAt(event.target));
      }}
      onPointerMove={onPointerMove}
      onPointerLeave={() => onHover(undefined)}
    >
      {lines.map((line) => {
        const range = rangeInLine(lit, line);
        return (
          <Line
            key={line.start}
            line={line}
            from={range?.start ?? -1}
            to={range?.end ?? -1}
            begins={lit !== undefined && lit.start >= line.start}
            ends={lit !== undefined && lit.end <= line.start + LINE_BYTES}
          />
        );
      })}
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -LINE_BYTES,
  ArrowDown: LINE_BYTES,
};

interface LineProps {
  readonly line: HexLine;
  /** Bytes of the line that are lit; both -1 where none is. */
  readonly from: number;
  readonly to: number;
  /** Whether the lit stretch begins and ends on this line. */
  readonly begins: boolean;
  readonly ends: boolean;
}

const Line = memo(function Line({ line, from, to, begins, ends }: LineProps) {
  const { offset, start, bytes } = line;
  const cells = (show: (byte: number) => string, isHex: boolean) =>
    Array.from(bytes, (byte, index) => {
      const isLit = index >= from && index < to;
      return (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a byte is known by its place
          key={index}
          data-byte={start + index}
          data-lit={isLit || undefined}
          className={classNames(
            isLit && styles.lit,
            isLit && begins && index === from && styles.first,
            isLit && ends && index === to - 1 && styles.last,
            isHex && index === LINE_BYTES / 2 && styles.half,
          )}
        >
          {show(byte)}
        </span>
      );
    });
  return (
    <div className={styles.line}>
      <span className={styles.offset}>{offset}</span>
      <span className={styles.hex}>{cells(hexByte, true)}</span>
      <span className={styles.text} aria-hidden="true">
        {cells(byteCharacter, false)}
      </span>
    </div>
  );
});

function Missing({ packet: { missing } }: { readonly packet: PacketDetails }) {
  return (
    <p className={styles.missing}>
      {missing === 'gone'
        ? 'The bytes of this packet are no longer kept: newer ones took their place.'
        : 'Nothing of the packet itself was captured. How many bytes come along is a choice in Settings.'}
    </p>
  );
}

function byteAt(target: EventTarget): number | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-byte]') : null;
  return cell ? Number(cell.dataset.byte) : undefined;
}
