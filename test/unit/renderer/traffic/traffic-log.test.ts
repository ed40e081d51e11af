import { describe, expect, it } from 'vitest';
import { COUNTED_PROTOCOLS } from '../../../../electron/contract/counted-protocol.ts';
import type { Counters, RuleBookState } from '../../../../electron/contract/state.ts';
import { SecondsLog } from '../../../../renderer/model/seconds-log.ts';
import { boundRange, trafficCharts } from '../../../../renderer/model/traffic-charts.ts';
import {
  LOG_SECONDS,
  MAX_DROP_SOURCES,
  TrafficLog,
} from '../../../../renderer/model/traffic-log.ts';
import { rule } from '../../../support/rule.ts';

const NONE = { packets: 0, bytes: 0 };
const count = (packets: number) => ({ packets, bytes: packets * 100 });

/** Totals at a second: so many passed, so many dropped, all of them TCP. */
function counters(second: number, passed: number, dropped: number, more: Partial<Counters> = {}) {
  const total = { pass: count(passed), drop: count(dropped) };
  const nothing = { pass: NONE, drop: NONE };
  const byProtocol = Object.fromEntries(COUNTED_PROTOCOLS.map((name) => [name, nothing]));
  return {
    timeMs: second * 1000,
    total,
    byProtocol: { ...byProtocol, tcp: total },
    byRule: {},
    byDefault: { in: NONE, out: NONE },
    byList: {},
    byInterface: {},
    ...more,
  } as Counters;
}

function book(texts: readonly string[], defaults: Partial<RuleBookState['defaults']> = {}) {
  const rules = texts.map((text, index) => rule(text, { id: `r${index}` }));
  return {
    revision: 1,
    rules,
    defaults: { in: 'pass', out: 'pass', ...defaults },
    builtIn: [],
    findings: [],
    saved: true,
    slots: [],
  } as RuleBookState;
}

const NO_RULES = book([]);

describe('SecondsLog', () => {
  it('shares out what came, and knows which seconds nobody told of', () => {
    const log = new SecondsLog(10);
    log.moveTo(100_000);
    log.add(100_500, 102_500, new Map([['a', 40]]));
    log.moveTo(105_000);
    log.add(105_000, 106_000, new Map([['a', 7]]));
    expect(log.values('a', 100, 107)).toEqual([null, 20, null, null, null, 7, null]);
    expect(log.sum('a', 100, 107)).toBe(27);
  });

  it('forgets what is older than it keeps, and never shows the second being filled', () => {
    const log = new SecondsLog(3);
    for (let second = 0; second < 20; second += 1) {
      log.add(second * 1000, (second + 1) * 1000, new Map([['a', second]]));
    }
    expect([log.endSecond, log.values('a', 15, 22)]).toEqual([
      20,
      [null, null, 17, 18, 19, null, null],
    ]);
    log.add(20_000, 20_990, new Map([['a', 5]]));
    expect(log.isKnown(20)).toBe(false);
  });
});

describe('TrafficLog', () => {
  it('knows packets and bits per second by verdict and protocol', () => {
    const log = new TrafficLog();
    log.add(counters(100, 1000, 50), NO_RULES);
    log.add(counters(101, 1030, 60), NO_RULES);
    log.add(counters(102, 1030, 60), NO_RULES);
    expect(log.values('pass', 'packets', 99, 102)).toEqual([null, 30, 0]);
    expect(log.values('drop', 'bits', 100, 102)).toEqual([8000, 0]);
    expect(log.values('tcp', 'packets', 100, 102)).toEqual([40, 0]);
    expect(log.values('udp', 'packets', 100, 102)).toEqual([0, 0]);
  });

  it('begins anew when an engine does, or after silence, and does not know what was between', () => {
    const log = new TrafficLog();
    log.add(counters(100, 5000, 0), NO_RULES);
    log.add(counters(101, 3, 0), NO_RULES);
    log.add(counters(102, 5, 0), NO_RULES);
    log.add(counters(120, 900, 0), NO_RULES);
    log.add(counters(121, 907, 0), NO_RULES);
    expect(log.values('pass', 'packets', 100, 103)).toEqual([null, 2, null]);
    expect(log.values('pass', 'packets', 119, 121)).toEqual([null, 7]);
  });

  it('has what each rule dropped, most first, and nothing of rules that pass', () => {
    const log = new TrafficLog();
    const rules = book(['drop tcp dport 23', 'pass udp', 'limit 5/s icmp'], { out: 'drop' });
    const hits = (drop: number, pass: number, limit: number, out: number): Partial<Counters> => ({
      byRule: { r0: count(drop), r1: count(pass), r2: count(limit) },
      byDefault: { in: count(70), out: count(out) },
    });
    log.add(counters(100, 0, 0, hits(100, 100, 0, 9)), rules);
    log.add(counters(101, 0, 0, hits(102, 900, 8, 10)), rules);
    expect(log.droppers(100, 101).map(({ label }) => label)).toEqual([
      'limit 5/s burst 5 icmp',
      '23/tcp',
      'default out',
    ]);
    expect(log.values('rule r0', 'packets', 100, 101)).toEqual([2]);
    // A rule that becomes a drop has not dropped what it let pass before.
    log.add(
      counters(102, 0, 0, hits(102, 904, 8, 10)),
      book(['drop tcp dport 23', 'drop udp', 'limit 5/s icmp']),
    );
    expect(log.values('rule r1', 'packets', 100, 102)).toEqual([0, 4]);
  });

  it('adds up what further rules dropped, and makes room when rules fall silent', () => {
    const log = new TrafficLog();
    const many = MAX_DROP_SOURCES + 10;
    const rules = book(Array.from({ length: many }, (_, at) => `drop tcp dport ${1000 + at}`));
    const hits = (each: number, last = each) => ({
      byRule: Object.fromEntries(
        rules.rules.map(({ id }, at) => [id, count(at === many - 1 ? last : each)]),
      ),
    });
    log.add(counters(100, 0, 0, hits(0)), rules);
    log.add(counters(101, 0, 0, hits(3)), rules);
    const droppers = log.droppers(100, 101);
    expect(droppers).toHaveLength(MAX_DROP_SOURCES + 1);
    expect(droppers[0]?.label).toBe('other rules');
    expect(log.values('other rules', 'packets', 100, 101)).toEqual([30]);
    // Much later nothing of them is kept.
    for (let second = 102; second < 110 + LOG_SECONDS; second += 4) {
      log.add(counters(second, 0, 0, hits(3)), rules);
    }
    const end = log.endSecond;
    log.add(counters(end + 1, 0, 0, hits(3, 8)), rules);
    expect(log.droppers(end, end + 1).map(({ label }) => label)).toEqual([`${999 + many}/tcp`]);
  });

  it('makes three charts of a stretch, in order, and adds small protocols up', () => {
    const log = new TrafficLog();
    const byProtocol = (packets: number) => {
      const each = { pass: count(packets), drop: NONE };
      const all = Object.fromEntries(COUNTED_PROTOCOLS.map((name) => [name, each]));
      return { byProtocol: all as Counters['byProtocol'] };
    };
    log.add(counters(100, 0, 0, byProtocol(0)), NO_RULES);
    log.add(counters(101, 10, 0, byProtocol(2)), NO_RULES);
    const charts = trafficCharts(log, { from: 99, end: 101 }, 'packets');
    const values = charts.map(({ series }) =>
      series.map(({ label, values: [, last] }) => [label, last]),
    );
    expect(values).toEqual([
      [
        ['passed', 10],
        ['dropped', 0],
      ],
      [
        ['TCP', 2],
        ['UDP', 2],
        ['ICMP', 4],
        ['ARP', 2],
        ['other', 8],
      ],
      [],
    ]);
    expect(charts[1]?.series[4]?.values[0]).toBeNull();
  });
});

describe('boundRange', () => {
  it.each([
    [100, 200, 1000, 100, 200],
    [100.4, 104.2, 1000, 100, 110],
    [990, 1020, 1000, 970, 1000],
    [-500, -400, 1000, -500, -400],
    [0, 9999, 5000, 5000 - LOG_SECONDS, 5000],
  ])(
    '%d to %d, known until %d, becomes %d to %d',
    (from, end, known, expectedFrom, expectedEnd) => {
      expect(boundRange({ from, end }, known)).toEqual({ from: expectedFrom, end: expectedEnd });
    },
  );
});
