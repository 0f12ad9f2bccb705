import { createRedactor } from './create-redactor.ts';
import { buildTrie } from './secret-trie.ts';

// Put together here, so that no text of the repository looks like a secret.
const secret = `Known"Pw_77${'!ä/'}`;
const proxyPassword = `Pr0xy${'PwX'}`;
const redactor = createRedactor({ knownSecrets: [secret, `socks5://bob:${proxyPassword}@10.0.0.1:1080`] });
const bytes = (text: string) => Buffer.from(text);

describe('a redactor that knows secrets', () => {
  it.each([
    ['as it is', `login failed for ${secret}.`],
    ['inside a word', `x${secret}x`],
    ['in a JSON string', JSON.stringify({ note: secret })],
    ['in a JSON string in a JSON string', JSON.stringify(JSON.stringify({ note: secret }))],
    ['percent-encoded', `n=${encodeURIComponent(secret)}`],
    [
      'percent-encoded to the last character',
      `n=${encodeURIComponent(secret).replace('!', '%21').replace('_', '%5F')}`,
    ],
    [
      'percent-encoded in lower case',
      `n=${encodeURIComponent(secret).replace('!', '%21').toLowerCase().replace('known', 'Known').replace('pw', 'Pw')}`,
    ],
    ['in base64', bytes(secret).toString('base64')],
    ['in base64, shifted by one', bytes(`u${secret}v`).toString('base64')],
    ['in base64, shifted by two', bytes(`us${secret}vw`).toString('base64')],
    ['in base64 for URLs', bytes(`us${secret}`).toString('base64url')],
  ])('masks a secret %s', (_, text) => {
    const told: string[] = [];
    const clean = createRedactor({ knownSecrets: [secret], onRedaction: (rule) => told.push(rule) }).text(
      text,
    );

    expect(clean).toContain('***');
    expect(clean).not.toContain('Pw_77');
    expect(clean).not.toContain(bytes(secret).toString('base64').slice(3, 9));
    expect(told).toContain('known_secret');
  });

  it('knows the password of a URL, and shows the rest of it', () => {
    expect(redactor.text(`password was ${proxyPassword}`)).toBe('password was ***');
    expect(redactor.text(`socks5://bob:${proxyPassword}@10.0.0.1:1080`)).toBe(
      'socks5://bob:***@10.0.0.1:1080',
    );
    expect(redactor.text('10.0.0.1:1080 bob')).toBe('10.0.0.1:1080 bob');
  });

  it('decodes a secret that is given percent-encoded', () => {
    expect(createRedactor({ knownSecrets: ['pass%2Fword'] }).text('x pass/word x')).toBe('x *** x');
  });

  it('masks the beginning of a secret that was cut off at the end of a text', () => {
    expect(redactor.text('failed for Known"Pw_7')).toBe('failed for ***');
    expect(redactor.text('failed for Known, Known"P etc.')).toBe('failed for Known, Known"P etc.');
  });

  it('finds it in keys and values of objects', () => {
    expect(JSON.stringify(redactor.value({ [secret]: [secret] }))).toBe('{"***":["***"]}');
  });

  it('says how many secrets it cannot look for', () => {
    expect(createRedactor({ knownSecrets: ['short', 'long enough', ''] }).skippedSecrets).toBe(1);
    expect(createRedactor({ knownSecrets: ['short'] }).text('short')).toBe('short');
  });
});

describe('buildTrie', () => {
  it('finds what a search for each secret finds', () => {
    const secrets = ['abab', 'babaa', 'aaaa', 'bbab', 'abba', 'ababab', 'babbab', 'aabbab'];
    const texts = Array.from({ length: 4096 }, (_, bits) =>
      bits.toString(2).padStart(12, '0').replaceAll('0', 'a').replaceAll('1', 'b'),
    );

    for (const text of texts)
      expect(covered(buildTrie(secrets).matches(text), text)).toBe(naive(secrets, text));
  });
});

function covered(extents: readonly { readonly start: number; readonly end: number }[], text: string): string {
  return [...text]
    .map((_, at) => (extents.some(({ start, end }) => start <= at && at < end) ? '*' : '.'))
    .join('');
}

function naive(secrets: readonly string[], text: string): string {
  const extents = secrets.flatMap((secret) =>
    Array.from({ length: text.length }, (_, start) => ({ start, end: start + secret.length })).filter(
      ({ start }) => text.startsWith(secret, start),
    ),
  );
  return covered(extents, text);
}
