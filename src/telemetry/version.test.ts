import { revisionIn } from './version.ts';

it.each([
  [undefined, 'unknown'],
  [' ', 'unknown'],
  [' 4b0b5b4\n', '4b0b5b4'],
  ['v1.2.3-4-g4b0b5b4+dirty', 'v1.2.3-4-g4b0b5b4+dirty'],
  ['two words', 'unknown'],
  ['x'.repeat(65), 'unknown'],
])('knows the revision %j as %j', (given, revision) => {
  expect(revisionIn({ GLASSGATE_REVISION: given })).toBe(revision);
});
