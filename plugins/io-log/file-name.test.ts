import { createFileNames, sanitiseContainerId } from './file-name.ts';

describe('sanitiseContainerId', () => {
  it.each([
    ['camoufox-1', 'camoufox-1'],
    ['cam/oufox 1:x', 'cam_oufox_1_x'],
    ['../evil', '.._evil'],
    ['é', '_'],
    ['', 'unknown'],
    ['x'.repeat(200), 'x'.repeat(128)],
  ])('names %j %j', (containerId, name) => {
    expect(sanitiseContainerId(containerId)).toBe(name);
  });
});

describe('createFileNames', () => {
  it('gives two ids that sanitise alike two files', () => {
    const fileNames = createFileNames();

    expect(fileNames('a b')).toBe('a_b.jsonl');
    expect(fileNames('a:b')).toMatch(/^a_b-[0-9a-f]{8}\.jsonl$/);
  });

  it('keeps a name with a hash within 128 characters', () => {
    const fileNames = createFileNames();
    fileNames(`${'x'.repeat(128)}1`);

    expect(fileNames(`${'x'.repeat(128)}2`)).toMatch(/^x{119}-[0-9a-f]{8}\.jsonl$/);
  });

  it('finds a third name when the one with a short hash is an id of its own', () => {
    const other = createFileNames();
    other('a b');
    const hashed = other('a:b').replace('.jsonl', '');

    const fileNames = createFileNames();
    fileNames('a b');
    fileNames(hashed);

    expect(fileNames('a:b')).toMatch(/^a_b-[0-9a-f]{64}\.jsonl$/);
  });
});
