import { instanceId } from './instance-id.ts';
import { hasSpanExporter, sdkDefaults, withEnvironment } from './sdk-environment.ts';

it.each([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:4318/v1/traces' }, true],
  [{ OTEL_TRACES_EXPORTER: 'console' }, true],
  [{ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_TRACES_EXPORTER: ' ' }, false],
])('knows whether %j names a place for spans', (env, expected) => {
  expect(hasSpanExporter(env)).toBe(expected);
});

it('lets what the operator says win over our defaults', () => {
  const own = `service.name=glassgate,service.version=1.2.3,service.instance.id=${instanceId({})}`;
  const env = { OTEL_RESOURCE_ATTRIBUTES: 'service.name=mine', OTEL_NODE_RESOURCE_DETECTORS: 'env,host' };

  expect(sdkDefaults({}, '1.2.3')).toEqual({
    OTEL_RESOURCE_ATTRIBUTES: own,
    OTEL_NODE_RESOURCE_DETECTORS: 'env',
  });
  expect(sdkDefaults(env, '1.2.3')).toEqual({
    OTEL_RESOURCE_ATTRIBUTES: `${own},service.name=mine`,
    OTEL_NODE_RESOURCE_DETECTORS: 'env,host',
  });
});

it('puts the environment back, also after a failure', () => {
  process.env['GLASSGATE_TEST_KEPT'] = 'before';
  const variables = { GLASSGATE_TEST_KEPT: 'during', GLASSGATE_TEST_NEW: 'during' };

  const during = withEnvironment(variables, () => process.env['GLASSGATE_TEST_NEW']);
  expect(() =>
    withEnvironment(variables, () => {
      throw new Error('broken');
    }),
  ).toThrow('broken');

  expect(during).toBe('during');
  expect(process.env['GLASSGATE_TEST_KEPT']).toBe('before');
  expect(process.env).not.toHaveProperty('GLASSGATE_TEST_NEW');
  delete process.env['GLASSGATE_TEST_KEPT'];
});
