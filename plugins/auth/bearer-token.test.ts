import { bearerToken } from './bearer-token.ts';

describe('bearerToken', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER   a.b-c_d~e+f/g=  ', 'a.b-c_d~e+f/g='],
    ['Bearer', undefined],
    ['Bearer ', undefined],
    ['Bearerabc', undefined],
    ['Bearer a b', undefined],
    ['Bearer a, Bearer b', undefined],
    ['Basic YTpi', undefined],
    ['abc', undefined],
    ['', undefined],
  ])('finds in %j %p', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });
});
