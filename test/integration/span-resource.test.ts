import { startOtlpReceiver } from 'glassgate/testing';
import { resourceAttributes } from '../../src/telemetry/catalog/span-resource.ts';
import { openPool } from '../e2e/pool.ts';
import { solve } from '../e2e/solve.ts';

it('says of the process what the catalog lists, and what the operator adds', async () => {
  await using collector = await startOtlpReceiver();
  await using pool = await openPool();
  await using gateway = await pool.start({
    OTEL_SDK_DISABLED: 'false',
    GLASSGATE_AUTO_INSTRUMENTATION: 'off',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  await solve(gateway);
  await gateway.stop();

  const keys = new Set(collector.spans.flatMap(({ resource }) => Object.keys(resource)));
  expect(keys).toEqual(new Set([...Object.keys(resourceAttributes), 'deployment.environment.name']));
}, 30_000);
