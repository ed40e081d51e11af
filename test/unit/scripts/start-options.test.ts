import { expect, test } from 'vitest';
import { hostArguments, parseStartOptions } from '../../../scripts/launch/start-options.ts';

test('nothing asked for', () => {
  expect(parseStartOptions([])).toEqual({ interfaces: [], playground: false });
});

test('interfaces reach the host as they were given', () => {
  const options = parseStartOptions(['--interface', 'eth0', '--interface=wlan0']);
  if (options === 'help' || options instanceof Error) throw new Error('not understood');
  expect(hostArguments(options)).toEqual(['--interface', 'eth0', '--interface', 'wlan0']);
});

test.each([
  { args: ['--speed'], message: "Unknown option '--speed'." },
  { args: ['eth0'], message: "Unexpected argument 'eth0'." },
  { args: ['--interface'], message: "Option '--interface <value>' argument missing." },
  {
    args: ['--playground', '--interface', 'eth0'],
    message: '--playground touches no real interface; leave out --interface.',
  },
])('$args is refused in one sentence', ({ args, message }) => {
  expect(parseStartOptions(args)).toEqual(new Error(message));
});
