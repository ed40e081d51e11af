/** What the user wants to see is what comes, with real packets, and every packet is accounted for. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Accounting, inFlight, NO_PACKETS } from '../../electron/contract/accounting.ts';
import type { PacketBatch } from '../../electron/contract/packet-batch.ts';
import { PacketRecord, VERDICT } from '../../electron/contract/packet-record.ts';
import type { RecordChoice } from '../../electron/contract/settings.ts';
import { eventually } from '../support/eventually.ts';
import { expectOk } from '../support/expect-ok.ts';
import { TestEngine } from '../support/test-engine.ts';
import { TestNetwork } from '../support/test-network.ts';

const PINGS = 300;

let network: TestNetwork;
let engine: TestEngine;
let cleanUp: AsyncDisposableStack;
let accounting: Accounting;
let batches: PacketBatch[];

beforeEach(async () => {
  cleanUp = new AsyncDisposableStack();
  network = cleanUp.use(await TestNetwork.open());
  engine = cleanUp.use(await TestEngine.start(network));
  accounting = NO_PACKETS;
  batches = [];
  engine.client.on('accounting', (value) => {
    accounting = value;
  });
  engine.client.onPackets((batch) => {
    const { records, capturedBytes, bytes } = batch;
    // They are valid during the call only.
    const kept = { records: records.slice(), capturedBytes: capturedBytes.slice() };
    batches.push({ ...batch, ...kept, bytes: bytes.slice() });
  });
  expectOk(await engine.client.call('attach', { interface: 'desk0' }));
});
afterEach(() => cleanUp.disposeAsync());

async function watch(record: RecordChoice): Promise<void> {
  // None is left out for there being so many.
  const settings = { record, eventBudgetPerCpu: 1_000_000 };
  expectOk(await engine.client.call('updateSettings', settings));
  expectOk(await engine.client.call('watchPackets'));
}

/** As fast as they are answered. */
function pingMuch(): Promise<boolean> {
  return network.succeeds('peer', 'ping', '-n', '-q', '-f', '-c', String(PINGS), network.deskV4);
}

/** Gives the account once so many packets were seen, and it adds up. */
async function accountOf(atLeast: number): Promise<Accounting> {
  await eventually(() => {
    expect(accounting.seen).toBeGreaterThanOrEqual(atLeast);
    expect(inFlight(accounting)).toBe(0);
    expect(batches.reduce((sum, { count }) => sum + count, 0)).toBe(accounting.delivered);
  });
  return accounting;
}

describe('what comes to a client', () => {
  test('everything, with as many bytes as were asked for', async () => {
    await watch({ which: 'all', snapshotBytes: 50 });
    await pingMuch();
    const { delivered, seen } = await accountOf(2 * PINGS);
    expect(delivered).toBe(seen);
    for (const { count, records, capturedBytes, bytes } of batches) {
      const record = new PacketRecord(records);
      let sum = 0;
      for (let index = 0; index < count; index += 1) {
        expect(capturedBytes[index]).toBe(Math.min(50, record.at(index).lengthBytes));
        // The type of the frame, behind both MACs.
        expect((bytes[sum + 12] ?? 0) * 256 + (bytes[sum + 13] ?? 0)).toBe(record.etherType);
        sum += capturedBytes[index] ?? 0;
      }
      expect(bytes.length).toBe(sum);
    }
  });

  test('the first packets of each flow, and the rest is not asked for', async () => {
    await watch({ which: 'first', snapshotBytes: 64 });
    await pingMuch();
    const { delivered, notAskedFor, seen } = await accountOf(2 * PINGS);
    expect(delivered + notAskedFor).toBe(seen);
    expect(delivered).toBeGreaterThanOrEqual(10);
    // Both ways of the pings are one flow; besides them there is at most some ARP and ICMPv6.
    expect(notAskedFor).toBeGreaterThanOrEqual(2 * PINGS - 10);
  });

  test('only what is dropped, and what passes is not asked for', async () => {
    await watch({ which: 'dropped', snapshotBytes: 64 });
    await pingMuch();
    const before = await accountOf(2 * PINGS);
    expect(before).toMatchObject({ delivered: 0, notAskedFor: before.seen });
    expectOk(await engine.client.call('addRule', { line: 'drop icmp' }));
    await network.run('peer', 'ping', '-q', '-c', '5', '-i', '0.1', '-W', '1', network.deskV4).then(
      () => expect.fail('a ping was answered'),
      () => {},
    );
    const { delivered, notAskedFor, seen } = await accountOf(before.seen + 5);
    expect(delivered).toBe(5);
    expect(delivered + notAskedFor).toBe(seen);
    for (const { count, records } of batches) {
      const record = new PacketRecord(records);
      for (let index = 0; index < count; index += 1) {
        expect(record.at(index).verdict).toBe(VERDICT.drop);
      }
    }
  });
});
