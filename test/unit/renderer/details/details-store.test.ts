import { describe, expect, test } from 'vitest';
import { printStatement } from '../../../../electron/contract/language/print.ts';
import { RECORD_BYTES } from '../../../../electron/contract/packet-record.ts';
import { fieldDrop } from '../../../../renderer/model/details/field-drop.ts';
import { PacketHistory } from '../../../../renderer/model/packet-history.ts';
import { DETAILS_HEIGHT, Details } from '../../../../renderer/stores/details-store.ts';
import { createPacketsStore } from '../../../../renderer/stores/packets-store.ts';
import { makeRecordBytes } from '../../../support/make-record.ts';
import { FRAMES } from '../../../support/test-frames.ts';

function setUp() {
  const history = new PacketHistory(4, 128, 4);
  const packets = createPacketsStore(history, (commit) => commit());
  const details = new Details({ history, packets });
  const add = (frame: Uint8Array) => {
    history.append({
      count: 1,
      records: makeRecordBytes({ length_bytes: FRAMES.syn.length }),
      capturedBytes: Uint16Array.of(frame.length),
      bytes: frame,
    });
    packets.touch();
  };
  return { history, packets, details, add };
}

describe('the selected packet', () => {
  test('is decoded, and stays when its row is long gone', () => {
    const { details, packets, add } = setUp();
    add(FRAMES.syn);
    packets.select(0);
    expect(details.open()).toBe(true);
    packets.select(undefined);
    for (let count = 0; count < 20; count += 1) add(FRAMES.ping);
    const { packet, isOpen } = details.store.getState();
    expect(isOpen).toBe(true);
    expect(packet?.decoded?.layers.map(({ name }) => name)).toEqual(['Ethernet', 'IPv4', 'TCP']);
    expect(packet?.record).toHaveLength(RECORD_BYTES);
  });

  test('says whether its bytes are gone, or never came', () => {
    const { details, packets, add } = setUp();
    add(FRAMES.syn);
    add(new Uint8Array(0));
    add(FRAMES.udp6);
    add(FRAMES.udp6);
    packets.select(0);
    expect(details.store.getState().packet?.missing).toBe('gone');
    packets.select(1);
    expect(details.store.getState().packet?.missing).toBe('not-captured');
    packets.select(3);
    expect(details.store.getState().packet?.missing).toBeUndefined();
  });

  test('is forgotten with the history, as its number is another packet then', () => {
    const { details, history, packets, add } = setUp();
    add(FRAMES.syn);
    packets.select(0);
    details.open();
    history.clear();
    packets.beginAfresh();
    expect(details.store.getState()).toMatchObject({ packet: undefined, isOpen: false });
    expect(details.open()).toBe(false);
  });

  test('has room between bounds', () => {
    const { details } = setUp();
    details.resize(10);
    expect(details.store.getState().heightPx).toBe(DETAILS_HEIGHT.least);
    details.resize(Number.NaN);
    expect(details.store.getState().heightPx).toBe(DETAILS_HEIGHT.usual);
  });
});

describe('what dropping a value means', () => {
  const own = new Set(['192.0.2.1']);
  const text = (filterText: string, direction: 'in' | 'out' = 'in') => {
    const statement = fieldDrop(filterText, direction, own);
    return statement && printStatement(statement);
  };

  test('the other end both ways, a port, or just the value', () => {
    expect(text('src 203.0.113.77')).toBe('drop both remote 203.0.113.77');
    expect(text('dst 203.0.113.77', 'out')).toBe('drop both remote 203.0.113.77');
    expect(text('tcp dport 22')).toBe('drop tcp dport 22');
    expect(text('tcp dport 443', 'out')).toBe('drop out tcp dport 443');
    expect(text('ether src 02:00:00:00:00:01')).toBe('drop ether src 02:00:00:00:00:01');
    expect(text('icmp type echo-request')).toBe('drop icmp type echo-request');
  });

  test('never this machine, nor nearly everything', () => {
    for (const filterText of ['dst 192.0.2.1', 'src 192.0.2.1', 'ttl 64', 'tcp', 'tcp flags ack']) {
      expect(text(filterText)).toBeUndefined();
    }
    expect(text('src 192.0.2.1', 'out')).toBeUndefined();
  });
});
