import { ConfigError } from './config-error.ts';

describe('ConfigError', () => {
  it('prints one line per problem, in the order of the file', () => {
    const error = new ConfigError(
      [
        { path: ['profiles', 3], line: 40, column: 5, message: 'Second.', severity: 'warning' },
        { path: ['containers', 0, 'base_url'], line: 12, column: 5, message: 'First.', severity: 'error' },
        { path: [], message: 'No place.', severity: 'error' },
      ],
      { file: 'config.yaml' },
    );

    expect(error.message).toBe(
      'config.yaml: No place.\n' +
        'config.yaml:12:5 containers[0].base_url: First.\n' +
        'config.yaml:40:5 profiles[3]: warning: Second.',
    );
  });

  it('prints the sentence alone when there is no file', () => {
    const error = new ConfigError([{ path: [], message: 'PORT is wrong.', severity: 'error' }]);

    expect(error.message).toBe('PORT is wrong.');
  });

  it('escapes control characters in keys', () => {
    const error = new ConfigError([{ path: ['a\n\u001b[2J', 'b c'], message: 'Bad.', severity: 'error' }]);

    expect(error.message).toBe('["a\\n\\u001b[2J"]["b c"]: Bad.');
  });
});
