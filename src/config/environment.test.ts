import { readEnvironment } from './environment.ts';

describe('readEnvironment', () => {
  it('has a default for everything but CONFIG_PATH', () => {
    expect(readEnvironment({ CONFIG_PATH: 'c.yaml', HOST: '', PORT: ' ' })).toEqual({
      configPath: 'c.yaml',
      host: '127.0.0.1',
      port: 9000,
      sqlitePath: './data/orchestrator.sqlite',
      logLevel: undefined,
    });
  });

  it('reads every variable', () => {
    const env = { CONFIG_PATH: 'c', HOST: '::', PORT: '0', SQLITE_PATH: '/db', ORCH_LOG_LEVEL: 'debug' };

    expect(readEnvironment(env)).toEqual({
      configPath: 'c',
      host: '::',
      port: 0,
      sqlitePath: '/db',
      logLevel: 'debug',
    });
  });

  it.each([undefined, '', '  '])('says what to do when CONFIG_PATH is %j', (value) => {
    expect(() => readEnvironment({ CONFIG_PATH: value })).toThrow(
      "CONFIG_PATH is not set. Set it to your config.yaml, or run 'npm run demo' to try Glassgate with embedded defaults.",
    );
  });

  it.each([
    ['INFO', 'info'],
    ['Warning', 'warn'],
    ['CRITICAL', 'fatal'],
    ['silent', 'silent'],
  ])('understands the level %s', (name, level) => {
    expect(readEnvironment({ CONFIG_PATH: 'c', ORCH_LOG_LEVEL: name }).logLevel).toBe(level);
  });

  it('prefers ORCH_LOG_LEVEL and falls back to LOG_LEVEL', () => {
    const levelOf = (env: Record<string, string>) => readEnvironment({ CONFIG_PATH: 'c', ...env }).logLevel;

    expect(levelOf({ ORCH_LOG_LEVEL: 'error', LOG_LEVEL: 'nonsense' })).toBe('error');
    expect(levelOf({ ORCH_LOG_LEVEL: '', LOG_LEVEL: 'ERROR' })).toBe('error');
  });

  it('takes the names of the original gateway where its own are not set', () => {
    const legacy = { SIDECAR_HOST: '::1', SIDECAR_PORT: '9190', SIDECAR_LOG_LEVEL: 'WARNING' };
    const own = { HOST: '127.0.0.2', PORT: '1', LOG_LEVEL: 'error' };

    expect(readEnvironment({ CONFIG_PATH: 'c', ...legacy })).toMatchObject({
      host: '::1',
      port: 9190,
      logLevel: 'warn',
    });
    expect(readEnvironment({ CONFIG_PATH: 'c', ...legacy, ...own })).toMatchObject({
      host: '127.0.0.2',
      port: 1,
      logLevel: 'error',
    });
    expect(() => readEnvironment({ CONFIG_PATH: 'c', SIDECAR_PORT: 'x', SIDECAR_LOG_LEVEL: 'y' })).toThrow(
      /^SIDECAR_PORT must be .*\nSIDECAR_LOG_LEVEL must be /,
    );
  });

  it('reports everything together, without the values', () => {
    const env = { PORT: '70000', LOG_LEVEL: 'constructor' };

    expect(() => readEnvironment(env)).toThrow(
      /^CONFIG_PATH .*\nPORT must be .*\nLOG_LEVEL must be one of trace, /,
    );
    expect(() => readEnvironment(env)).not.toThrow(/70000|constructor/);
  });

  it.each(['-1', '1.5', '65536', '0x10', '9000a', '1e3'])('refuses the port %s', (port) => {
    expect(() => readEnvironment({ CONFIG_PATH: 'c', PORT: port })).toThrow('PORT must be a whole number');
  });
});
