import { createRedactor } from './create-redactor.ts';
import { tokenRules } from './token-rules.ts';

const begin = `-----BEGIN PRIVATE ${'KEY'}-----`;
const end = `-----END PRIVATE ${'KEY'}-----`;
const pieces = [
  '://|://a:b/|://@|http://u:p@h/|://a\\"|:@/|a:|a@b:80|@|%3A%2F%2F|a%3D|%2540|%22pin%22%3A%22|%22%3A|pin%3A',
  'sk-|-sk-|-eyJ|eyJa.|A|1:AA|SG.|SG.aaaaaaaaaaaaaaaaaaaa.|-Maaaaaaaaaaaaaaaaaaaaaaaa.',
  'token=|token: |token="|token=\'|token=\\"|"token":{|{"token":[|token={\n|token=a,|token=a&| api key:|密码：',
  'Bearer |Basic |bearer a-|bearer A.A|Digest username=|Digest username="|Cookie: |Cookie: a="|Authorization: "',
  `${begin}|${begin}"|${end}"|-u a:|--token |<password>|<a>|\\|"\\|\\"|a\\|***|known-known-|\n`,
].flatMap((line) => line.split('|'));

describe('the time that redaction takes', () => {
  const redactor = createRedactor({ knownSecrets: ['known-known-known-unknown'] });

  // What grows with the square of the length takes more than ten times this long.
  it.each(pieces)('grows with the length of the text only: %j', (piece) => {
    const text = piece.repeat(200_000 / piece.length);
    const before = process.cpuUsage();

    redactor.text(text);

    expect(process.cpuUsage(before).user).toBeLessThan(500_000);
  });

  it.each(tokenRules.map(({ id, pattern }) => [id, pattern.source]))('of the rule %s', (_, pattern) => {
    const withoutClasses = pattern.replace(/\[(?:\\.|[^\]\\])*\]|\\./g, 'x');

    for (const alternative of withoutClasses.split('|')) {
      expect(alternative).not.toMatch(/(?:[*+]|\{\d+,\})[^)]/);
    }
  });
});
