import { createLiveRedactor } from '../plugin-api/redaction/live-redactor.ts';
import { createRedactor } from '../plugin-api/redaction/public.ts';
import { showBy, shownHead, shownText } from './shown-text.ts';

// Put together here, so that no text of the repository looks like a secret.
const password = `S3cr${'et'}Pw9`;

afterEach(() => showBy(createRedactor()));

it.each([
  ['a text', 'exception.message', `refused token=${password}`, 'refused token=***'],
  [
    'a URL',
    'url.full',
    `http://u:${password}@h/x?api_key=${password}&page=2`,
    'http://u:***@h/x?api_key=***&page=2',
  ],
  ['a query', 'url.query', `key=${password}`, 'key=***'],
  ['an attribute that names a secret', 'http.request.header.authorization', 'any', '***'],
])('masks secrets in %s', (_, key, text, shown) => {
  expect(shownText(key, text)).toBe(shown);
  expect(shownText(key, text)).toBe(shown);
});

it('looks at a query again that is no secret as a text', () => {
  const text = `key=${password}`;

  expect([shownText('', text), shownText('url.query', text)]).toEqual([text, 'key=***']);
});

it('does not take a text for clean that has become a secret meanwhile', () => {
  const redactor = createLiveRedactor();
  showBy(redactor);
  const before = shownText('', 'some-value-of-ours');

  redactor.know(['some-value-of-ours']);
  showBy(redactor);

  expect([before, shownText('', 'some-value-of-ours')]).toEqual(['some-value-of-ours', '***']);
});

it('leaves no part of a secret at a cut', () => {
  expect(shownHead(`at token=${password} x`, 11)).toBe('at token=');
});
