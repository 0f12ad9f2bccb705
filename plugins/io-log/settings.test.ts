import { ioLogConfig } from './config.ts';
import { resolveSettings } from './settings.ts';

const places = { baseDir: '/etc/glassgate', cwd: '/srv' };

function resolved(section: unknown, env: Record<string, string> = {}) {
  const config = ioLogConfig.parse(section === undefined ? {} : { container_io_log: section });
  return resolveSettings({ config, env, ...places });
}

describe('resolveSettings', () => {
  it.each([
    ['missing', undefined],
    ['empty', null],
    ['without keys', {}],
  ])('uses the defaults for a section that is %s', (_, section) => {
    expect(resolved(section).settings).toEqual({
      enabled: false,
      dir: '/etc/glassgate/logs/container-io',
      maxBytes: 10_000_000,
      backupCount: 5,
      includeBodies: true,
      redactSecrets: true,
      maxFieldChars: 8000,
      level: 'INFO',
    });
  });

  it('takes the config over the defaults and clamps it', () => {
    const section = { enabled: true, dir: 'io', max_bytes: 5, backup_count: -1, max_field_chars: 5 };

    expect(resolved(section).settings).toMatchObject({
      enabled: true,
      dir: '/etc/glassgate/io',
      maxBytes: 1024,
      backupCount: 0,
      maxFieldChars: 256,
    });
  });

  it('keeps an absolute directory', () => {
    expect(resolved({ dir: '/var/log/io' }).settings.dir).toBe('/var/log/io');
  });

  it.each([
    ['ENABLED', 'YES', { enabled: true }],
    ['DIR', 'io', { dir: '/srv/io' }],
    ['MAX_BYTES', ' 2048 ', { maxBytes: 2048 }],
    ['MAX_BYTES', '1', { maxBytes: 1024 }],
    ['BACKUP_COUNT', '0', { backupCount: 0 }],
    ['INCLUDE_BODIES', 'off', { includeBodies: false }],
    ['REDACT_SECRETS', 'n', { redactSecrets: false }],
    ['MAX_FIELD_CHARS', '300', { maxFieldChars: 300 }],
    ['LEVEL', 'DEBUG', { level: 'DEBUG' }],
  ])('takes ORCH_CONTAINER_IO_LOG_%s=%s over the config', (name, value, expected) => {
    const section = {
      enabled: false,
      dir: '/yaml',
      max_bytes: 4096,
      backup_count: 3,
      include_bodies: true,
      redact_secrets: true,
      max_field_chars: 999,
      level: 'WARN',
    };

    const { settings, ignoredVariables } = resolved(section, { [`ORCH_CONTAINER_IO_LOG_${name}`]: value });

    expect(settings).toMatchObject(expected);
    expect(ignoredVariables).toEqual([]);
  });

  it.each([
    ['1', true],
    ['True', true],
    ['yes', true],
    ['Y', true],
    ['ON', true],
    ['0', false],
    ['FALSE', false],
    ['no', false],
    ['N', false],
    ['Off', false],
  ])('reads %s as %s', (value, expected) => {
    const { settings } = resolved({ enabled: !expected }, { ORCH_CONTAINER_IO_LOG_ENABLED: value });

    expect(settings.enabled).toBe(expected);
  });

  it.each([
    ['ENABLED', 'maybe'],
    ['ENABLED', '2'],
    ['MAX_BYTES', 'many'],
    ['MAX_BYTES', '1.5'],
    ['BACKUP_COUNT', '99999999999999999999'],
    ['MAX_FIELD_CHARS', '0x100'],
  ])('ignores ORCH_CONTAINER_IO_LOG_%s=%s and says so', (name, value) => {
    const variable = `ORCH_CONTAINER_IO_LOG_${name}`;

    const { settings, ignoredVariables } = resolved({ enabled: true }, { [variable]: value });

    expect(settings).toEqual(resolved({ enabled: true }).settings);
    expect(ignoredVariables).toEqual([variable]);
  });

  it('treats a blank variable as not set', () => {
    const { settings, ignoredVariables } = resolved({}, { ORCH_CONTAINER_IO_LOG_DIR: ' ' });

    expect(settings.dir).toBe('/etc/glassgate/logs/container-io');
    expect(ignoredVariables).toEqual([]);
  });
});
