import { expect, test } from 'vitest';
import { listConfigsSchema, listNameSchema } from '../../../electron/contract/list.ts';

const DROP = { name: 'drop', source: { url: 'https://lists.example/drop' }, refreshSeconds: 3600 };

test('definitions of lists come out as they went in', () => {
  const lists = [
    DROP,
    { name: 'mine', source: { upload: 'u1', fileName: 'mine.txt' }, refreshSeconds: null },
  ];
  expect(listConfigsSchema['~standard'].validate(lists)).toMatchObject({ value: lists });
});

test.each([
  ['a name twice', [DROP, DROP]],
  ['more than sixteen', Array.from({ length: 17 }, (_, index) => ({ ...DROP, name: `l${index}` }))],
  ['another field', [{ ...DROP, more: 1 }]],
  ['a relative path', [{ ...DROP, source: { path: 'list.txt' } }]],
  ['a refresh every second', [{ ...DROP, refreshSeconds: 1 }]],
])('%s is refused', (_, lists) => {
  expect(listConfigsSchema['~standard'].validate(lists)).toHaveProperty('issues');
});

test.each(['', '.', '..', '.hidden', 'a/b', 'A', 'a b', '-a', 'x'.repeat(32)])(
  '"%s" is no name of a list',
  (name) => {
    expect(listNameSchema['~standard'].validate(name)).toHaveProperty('issues');
  },
);
