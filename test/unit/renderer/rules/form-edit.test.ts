import { describe, expect, it } from 'vitest';
import { parseRuleLine } from '../../../../electron/contract/language/parse.ts';
import { printRuleLine } from '../../../../electron/contract/language/print.ts';
import { editLine, type FormEdit } from '../../../../renderer/model/rules/form-edit.ts';
import { formOf } from '../../../../renderer/model/rules/rule-form.ts';
import { expectOk } from '../../../support/expect-ok.ts';

const line = (text: string) => expectOk(parseRuleLine(text));
const form = (text: string) => formOf(line(text));

function edited(text: string, ...edits: readonly FormEdit[]): string {
  let current = line(text);
  for (const edit of edits) current = expectOk(editLine(current, edit));
  return printRuleLine(current);
}

function refusal(text: string, edit: FormEdit): string {
  const result = editLine(line(text), edit);
  if (result.ok) throw new Error(`accepted: ${printRuleLine(result.value)}`);
  return result.error.message;
}

describe('a rule as a form', () => {
  it('shows every part that it has a field for', () => {
    expect(
      form(
        'drop tcp src 192.0.2.0/24, 198.51.100.7 dst list office sport 1024-65535 dport 22, 80 # ssh',
      ),
    ).toMatchObject({
      protocol: 'tcp',
      sourceField: 'src',
      source: '192.0.2.0/24, 198.51.100.7',
      destinationField: 'dst',
      destination: 'list office',
      sport: '1024-65535',
      dport: '22, 80',
      name: 'ssh',
      also: '',
    });
  });

  it('names ICMP types and shows both ends of a length', () => {
    expect(form('drop icmp type echo-request len 1000-65535')).toMatchObject({
      protocol: 'icmp',
      type: 'echo-request',
      lengthLow: '1000',
      lengthHigh: '65535',
    });
  });

  it('shows the other end and this end in the places of source and destination', () => {
    expect(form('drop both remote 203.0.113.77')).toMatchObject({
      sourceField: 'remote',
      source: '203.0.113.77',
    });
    expect(form('drop local 192.0.2.1')).toMatchObject({
      destinationField: 'local',
      destination: '192.0.2.1',
    });
  });

  it('leaves what it cannot show as text, and nothing is lost', () => {
    expect(form('drop tcp dport 22 ttl 1-5').also).toBe('ttl 1-5');
    expect(form('drop not src 192.0.2.1')).toMatchObject({ source: '', also: 'not src 192.0.2.1' });
    expect(form('drop proto tcp, udp dport 53')).toMatchObject({
      protocol: '',
      dport: '53',
      also: 'proto tcp, udp',
    });
    expect(form('drop len 60, 1000-1500')).toMatchObject({
      lengthLow: '',
      also: 'len 60, 1000-1500',
    });
    expect(form('drop both src 192.0.2.1 host 192.0.2.2')).toMatchObject({
      source: '192.0.2.1',
      also: 'host 192.0.2.2',
    });
  });

  it('shows the rate and burst of a limit', () => {
    expect(form('limit 20/min burst 40 per source udp dport 53')).toMatchObject({
      rate: '20',
      burst: '40',
    });
  });
});

describe('a change in the form', () => {
  it('changes the one part of the text that it stands for', () => {
    const text = 'off drop both tcp src 192.0.2.1 dport 22 ttl 1-5 for 1h # ssh';
    expect(edited(text, { field: 'dport', value: '22, 8000-9000' })).toBe(
      'off drop both tcp src 192.0.2.1 dport 22, 8000-9000 ttl 1-5 for 1h # ssh',
    );
    expect(edited(text, { field: 'source', value: '' })).toBe(
      'off drop both tcp dport 22 ttl 1-5 for 1h # ssh',
    );
    expect(edited(text, { field: 'source', value: 'list office' })).toBe(
      'off drop both tcp src list office dport 22 ttl 1-5 for 1h # ssh',
    );
    expect(edited(text, { field: 'sourceField', value: 'remote' })).toBe(
      'off drop both tcp remote 192.0.2.1 dport 22 ttl 1-5 for 1h # ssh',
    );
    expect(edited(text, { field: 'lifetime', value: { until: 'restart' } })).toBe(
      'off drop both tcp src 192.0.2.1 dport 22 ttl 1-5 until restart # ssh',
    );
    expect(edited(text, { field: 'lifetime', value: undefined })).toBe(
      'off drop both tcp src 192.0.2.1 dport 22 ttl 1-5 # ssh',
    );
    expect(edited(text, { field: 'name', value: '' })).toBe(
      'off drop both tcp src 192.0.2.1 dport 22 ttl 1-5 for 1h',
    );
    expect(edited(text, { field: 'direction', value: 'in' })).toBe(
      'off drop tcp src 192.0.2.1 dport 22 ttl 1-5 for 1h # ssh',
    );
  });

  it('builds a rule out of nothing', () => {
    expect(
      edited(
        'drop any',
        { field: 'protocol', value: 'icmp' },
        { field: 'type', value: 'echo-request' },
        { field: 'lengthLow', value: '1000' },
        { field: 'name', value: 'Big pings' },
      ),
    ).toBe('drop icmp type echo-request len 1000-65535 # Big pings');
  });

  it('takes types away with their protocol', () => {
    const icmp = 'drop icmp type destination-unreachable code 3';
    expect(edited(icmp, { field: 'protocol', value: 'udp' })).toBe('drop udp');
    expect(edited(icmp, { field: 'protocol', value: '' })).toBe('drop any');
    expect(edited(icmp, { field: 'protocol', value: 'icmp' })).toBe(icmp);
  });

  it('makes a limit of a drop, and its parts can be changed', () => {
    expect(
      edited(
        'drop udp dport 53',
        { field: 'verdict', value: 'limit' },
        { field: 'rate', value: '20' },
        { field: 'unit', value: 'min' },
        { field: 'burst', value: '40' },
        { field: 'perSource', value: true },
      ),
    ).toBe('limit 20/min burst 40 per source udp dport 53');
  });

  it('keeps the rate of a limit that is chosen again', () => {
    const limit = 'limit 20/min burst 40 udp dport 53';
    expect(edited(limit, { field: 'verdict', value: 'limit' })).toBe(limit);
  });

  it('takes half a length', () => {
    expect(edited('drop udp', { field: 'lengthHigh', value: '100' })).toBe('drop udp len 0-100');
    const both = 'drop udp len 60-100';
    expect(edited(both, { field: 'lengthLow', value: '' })).toBe('drop udp len 0-100');
    expect(
      edited(
        'drop udp len 60-65535',
        { field: 'lengthLow', value: '' },
        { field: 'lengthHigh', value: '' },
      ),
    ).not.toContain('60');
  });

  it('refuses what is no value of the field', () => {
    expect(refusal('drop tcp', { field: 'dport', value: 'abc' })).toMatch(/not a port/);
    expect(refusal('drop any', { field: 'source', value: '203.0.113.300' })).toMatch(
      /203.0.113.300/,
    );
    expect(refusal('drop any', { field: 'source', value: '192.0.2.1 dport 22' })).toMatch(
      /one kind/,
    );
    expect(refusal('drop any', { field: 'lengthLow', value: '70000' })).not.toBe('');
    expect(refusal('limit 1/s burst 2 udp', { field: 'rate', value: '1.5' })).toMatch(
      /whole number/,
    );
    expect(refusal('limit 1/s burst 2 udp', { field: 'burst', value: '0' })).not.toBe('');
  });

  it('refuses what the rest of the rule excludes', () => {
    expect(refusal('drop arp', { field: 'dport', value: '22' })).not.toBe('');
  });
});
