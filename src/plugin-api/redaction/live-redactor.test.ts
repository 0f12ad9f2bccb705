import { maxCodes } from './character-codes.ts';
import { createLiveRedactor } from './live-redactor.ts';

const [first, second] = ['first-key-of-ours', 'second-key-of-ours'];

describe('createLiveRedactor', () => {
  it('searches for the secrets it was told of last', () => {
    const redactor = createLiveRedactor([first]);
    const before = redactor.text(`${first} ${second}`);

    redactor.know([second]);

    expect([before, redactor.text(`${first} ${second}`)]).toEqual([`*** ${second}`, `${first} ***`]);
  });

  it('finds a secret wherever it stands, also at the edge of what is read at once', () => {
    const redactor = createLiveRedactor([first, second]);
    const fillers = [0, 1, 2, 3, 100, ...Array.from(first, (_, before) => maxCodes - before)];

    const shown = fillers.map((length) => redactor.text(`${' '.repeat(length)}${first}`).trimStart());

    expect(new Set(shown)).toEqual(new Set(['***']));
  });

  it('forgets what it knew to be clean when its secrets change', () => {
    const redactor = createLiveRedactor([first]);
    const texts = [second, `${second} in a text that is longer than a name: ${'. '.repeat(100)}`];
    const before = texts.map((text) => redactor.text(text));

    redactor.know([second]);

    expect(before).toEqual(texts);
    expect(texts.map((text) => redactor.text(text).slice(0, 3))).toEqual(['***', '***']);
  });

  it('tells its watcher of what it masks, but not while it is unwatched', () => {
    const told: string[] = [];
    const redactor = createLiveRedactor([first]);
    redactor.watch((rule) => told.push(rule));
    redactor.know([second]);

    redactor.text(second);
    const result = redactor.unwatched(() => redactor.text(`token=${second}`));
    redactor.text('password=hunter2xyz');

    expect(result).toBe('token=***');
    expect(told).toEqual(['known_secret', 'kv_assignment']);
  });
});

describe('an id', () => {
  it('stays as it is unless it holds a secret, and stays apart from others then', () => {
    const redactor = createLiveRedactor([first]);

    const ids = ['job-1', `${first}-1`, `${first}-2`, `${first}-1`].map(redactor.id);

    expect(ids[0]).toBe('job-1');
    expect(ids[1]).toMatch(/^\*\*\*-[\da-f]{12}$/);
    expect(ids[3]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[1]);
    expect(redactor.id(ids[1] ?? '')).toBe(ids[1]);
  });
});
