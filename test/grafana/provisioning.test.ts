import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '../..');

const datasources = z.object({
  datasources: z.array(
    z.looseObject({
      uid: z.string(),
      type: z.string(),
      url: z.string(),
      editable: z.literal(false),
      isDefault: z.boolean().optional(),
      jsonData: z.looseObject({
        exemplarTraceIdDestinations: z
          .array(
            z.object({ name: z.string(), datasourceUid: z.string().optional(), url: z.string().optional() }),
          )
          .optional(),
      }),
    }),
  ),
});
const providers = z.object({
  providers: z.array(z.looseObject({ options: z.object({ path: z.string() }), allowUiUpdates: z.boolean() })),
});
const compose = z.object({
  services: z.record(z.string(), z.looseObject({ volumes: z.array(z.string()).optional() })),
});

async function readYaml<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(load(await readFile(resolve(root, path), 'utf8')));
}

describe('grafana/provisioning', () => {
  it('makes the data sources that dashboards and links name', async () => {
    const { datasources: made } = await readYaml(
      'grafana/provisioning/datasources/glassgate.yml',
      datasources,
    );
    const [first] = made;
    const [trace, job] = first?.jsonData.exemplarTraceIdDestinations ?? [];

    expect(made.map(({ uid, type }) => [uid, type])).toEqual([
      ['glassgate-prom', 'prometheus'],
      ['glassgate-traces', 'jaeger'],
      ['glassgate-alertmanager', 'alertmanager'],
    ]);
    expect(made.filter(({ isDefault }) => isDefault)).toHaveLength(1);
    expect(trace).toMatchObject({ name: 'trace_id', datasourceUid: 'glassgate-traces' });
    // Grafana would take a single dollar sign for one of its environment variables.
    expect(job).toMatchObject({ name: 'trace_id', url: 'http://127.0.0.1:9000/v1/jobs/$${__value.raw}' });
  });

  it('asks services of the bundle, and finds dashboards where the bundle puts them', async () => {
    const { datasources: made } = await readYaml(
      'grafana/provisioning/datasources/glassgate.yml',
      datasources,
    );
    const { providers: found } = await readYaml('grafana/provisioning/dashboards/glassgate.yml', providers);
    const { services } = await readYaml('docker-compose.yml', compose);

    const hosts = made.map(({ url }) => new URL(url).hostname);
    expect(hosts.filter((host) => services[host] === undefined)).toEqual([]);
    const mounted = services['grafana']?.volumes?.find((volume) =>
      volume.startsWith('./grafana/dashboards:'),
    );
    expect(found.map(({ options }) => options.path)).toEqual([mounted?.split(':')[1]]);
    expect(found.every(({ allowUiUpdates }) => !allowUiUpdates)).toBe(true);
  });
});
