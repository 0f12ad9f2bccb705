import { RawJson, rawJson } from './raw-json.ts';

describe('rawJson', () => {
  it.each([
    [[{ text: 'a' }], '{"text":"a"}'],
    [[{ text: 'a' }, 'b'], '[{"text":"a"},"b"]'],
    [[], '[]'],
    [[undefined], 'null'],
  ])('writes %j as %s', (raw, text) => {
    expect(rawJson(raw)).toBe(text);
  });
});

describe('RawJson', () => {
  it('writes the same answer once', () => {
    let reads = 0;
    const texts = new RawJson();
    const raw = [
      {
        get text() {
          reads += 1;
          return 'hello';
        },
      },
    ];
    expect([texts.of(raw), texts.of(raw), texts.of([{ text: 'ho' }])]).toEqual([
      '{"text":"hello"}',
      '{"text":"hello"}',
      '{"text":"ho"}',
    ]);
    expect(reads).toBe(1);
  });
});
