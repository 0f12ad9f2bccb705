import { ConfigError } from '../config/config-error.ts';
import { BootError } from '../kernel/boot-error.ts';
import { GlassgateError } from '../plugin-api/error.ts';
import { explainFailure } from './explain-failure.ts';

describe('explainFailure', () => {
  it.each([
    [new BootError(['One.', 'Two.']), 'One.\nTwo.'],
    [
      new ConfigError([{ path: ['log'], line: 3, column: 1, message: 'No.', severity: 'error' }], {
        file: 'c.yaml',
      }),
      'c.yaml:3:1 log: No.',
    ],
    [
      new GlassgateError('STORE_UNAVAILABLE', 'No database.', { cause: new Error('disk full') }),
      'STORE_UNAVAILABLE: No database. (disk full)',
    ],
    [new GlassgateError('INTERNAL_ERROR', 'Oops.', { cause: 7 }), 'INTERNAL_ERROR: Oops.'],
    [new Error('listen EADDRINUSE'), 'listen EADDRINUSE'],
    ['thrown text', 'thrown text'],
  ])('makes of %p a sentence without a stack', (error, text) => {
    expect(explainFailure(error)).toBe(text);
  });
});
