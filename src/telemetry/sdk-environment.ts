import { instanceId } from './instance-id.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** True when the environment names somewhere to send spans to. */
export function hasSpanExporter(env: Environment): boolean {
  const exporters = env['OTEL_TRACES_EXPORTER']?.trim();
  if (exporters) return exporters !== 'none';
  return Boolean(env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']);
}

/**
 * What the SDK shall assume where the operator says nothing: our name and version, an id of this process, and no
 * detector that exports command lines or host ids.
 */
export function sdkDefaults(env: Environment, version: string): Record<string, string> {
  // The later of two equal keys wins, so what the operator gives stays in force.
  const own = `service.name=glassgate,service.version=${version},service.instance.id=${instanceId({})}`;
  const attributes = [own, env['OTEL_RESOURCE_ATTRIBUTES']];
  return {
    OTEL_RESOURCE_ATTRIBUTES: attributes.filter(Boolean).join(','),
    OTEL_NODE_RESOURCE_DETECTORS: env['OTEL_NODE_RESOURCE_DETECTORS'] || 'env',
  };
}

/** Run `body` with variables set, and put back what was there: children of this process are not Glassgate. */
export function withEnvironment<T>(variables: Readonly<Record<string, string>>, body: () => T): T {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    return body();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      if (value !== undefined) process.env[name] = value;
    }
  }
}
