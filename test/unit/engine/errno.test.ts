import { expect, test } from 'vitest';
import { errnoName } from '../../../electron/engine/bpf/errno.ts';

test.each([
  [-1, 'EPERM'],
  [16, 'EBUSY'],
  [-95, 'ENOTSUP'],
  // Neither of these is in libuv's table.
  [-67, 'ENOLINK'],
  [-524, 'ENOTSUPP'],
  [-9999, 'errno 9999'],
])('%i is %s', (result, name) => {
  expect(errnoName(result)).toBe(name);
});
