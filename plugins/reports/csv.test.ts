import { csvOf } from './csv.ts';

describe('csvOf', () => {
  it('ends every line with CRLF, the last one too', () => {
    expect(csvOf(['a', 'b'], [['x', 1.5]])).toBe('a,b\r\nx,1.5\r\n');
  });

  it.each([
    [null, ''],
    [0, '0'],
    [-1.5, '-1.5'],
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['two\rlines', '"two\rlines"'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1+1', "'\t=1+1"],
    ['\r\n=1+1', '"\'\r\n=1+1"'],
    ['=HYPERLINK("http://h","x")', '"\'=HYPERLINK(""http://h"",""x"")"'],
    ['a=1', 'a=1'],
  ])('writes %j as %j', (cell, text) => {
    expect(csvOf(['name'], [[cell]])).toBe(`name\r\n${text}\r\n`);
  });
});
