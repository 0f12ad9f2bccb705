import { safeJson } from './safe-json.ts';

const marker = { __unserialisable__: true };

it.each([
  [{ a: 1 }, { a: 1 }],
  [undefined, null],
  [{ big: 1n }, marker],
])('writes %p', (value, expected) => {
  expect(JSON.parse(safeJson(value))).toEqual(expected);
});

it('puts a marker in the place of a circle and of what is nested too deep', () => {
  const circle: unknown[] = [];
  circle.push(circle);
  const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));

  expect(JSON.parse(safeJson(circle))).toEqual(marker);
  expect(JSON.parse(safeJson(deep))).toEqual(marker);
});
