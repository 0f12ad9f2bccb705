import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '../..');

const service = z.looseObject({
  image: z.string().optional(),
  build: z.string().optional(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  healthcheck: z
    .looseObject({ test: z.array(z.string()).optional(), disable: z.boolean().optional() })
    .optional(),
  mem_limit: z.string().optional(),
  read_only: z.boolean().optional(),
  pid: z.string().optional(),
  privileged: z.boolean().optional(),
  network_mode: z.string().optional(),
  cap_drop: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.unknown()).default({}),
});

const compose = z.looseObject({
  services: z.record(z.string(), service),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
  volumes: z.record(z.string(), z.unknown()),
});

async function readYaml<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  // Compose knows merge keys, which YAML 1.2 does not.
  const yaml = { schema: CORE_SCHEMA.withTags(mergeTag) };
  return schema.parse(load(await readFile(resolve(root, path), 'utf8'), yaml));
}

const bundle = () => readYaml('docker-compose.yml', compose);

/** Names of the services that are not so. */
async function servicesBut(
  isSo: (each: z.infer<typeof service>, name: string) => boolean,
): Promise<string[]> {
  const { services } = await bundle();
  return Object.entries(services)
    .filter(([name, each]) => !isSo(each, name))
    .map(([name]) => name);
}

describe('docker-compose.yml', () => {
  it('has everything to run the gateway and to watch it', async () => {
    const { services } = await bundle();

    expect(Object.keys(services)).toEqual([
      'gateway',
      'worker-1',
      'worker-2',
      'worker-3',
      'load',
      'prometheus',
      'alertmanager',
      'grafana',
      'node-exporter',
      'jaeger',
    ]);
  });

  it('publishes on the loopback interface only, each port once', async () => {
    const ports = Object.values((await bundle()).services).flatMap((each) => each.ports);

    expect(ports.filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(port))).toEqual([]);
    expect(new Set(ports.map((port) => port.split(':')[1])).size).toBe(ports.length);
    expect(ports.length).toBeGreaterThanOrEqual(9);
  });

  it('names exact versions, or builds', async () => {
    const isExact = (image: string) => /:v?\d+\.\d+\.\d+$/.test(image);

    expect(
      await servicesBut(({ image, build }) => (image === undefined ? build === '.' : isExact(image))),
    ).toEqual([]);
  });

  it('limits memory, takes every right away and writes to volumes only', async () => {
    expect(await servicesBut((each) => /^\d+m$/.test(each.mem_limit ?? ''))).toEqual([]);
    expect(await servicesBut((each) => each.read_only === true && each.cap_drop.includes('ALL'))).toEqual([]);
  });

  it('has a health check for everything that others wait for', async () => {
    const { services } = await bundle();
    const awaited = new Set(Object.values(services).flatMap((each) => Object.keys(each.depends_on)));
    // That of the image asks the port in PORT.
    const hasOne = ({ healthcheck, build, environment }: z.infer<typeof service>) =>
      healthcheck?.test !== undefined || (build === '.' && environment['PORT'] !== undefined);

    expect(await servicesBut((each, name) => hasOne(each) || name === 'load')).toEqual([]);
    expect([...awaited].filter((name) => services[name] === undefined || name === 'load')).toEqual([]);
  });

  it('names only files and volumes that exist', async () => {
    const { services, volumes, secrets } = await bundle();
    const sources = Object.values(services).flatMap((each) =>
      each.volumes.map((volume) => volume.split(':')[0] ?? ''),
    );
    const programs = Object.values(services).flatMap(({ command }) =>
      command.filter((word) => /^src\/.*\.ts$/.test(word)),
    );

    const files = [...sources.filter((source) => source.startsWith('.')), ...programs];
    expect(files.filter((file) => !existsSync(resolve(root, file)))).toEqual([]);
    const named = sources.filter((source) => /^\w/.test(source));
    expect(named.sort()).toEqual(Object.keys(volumes).sort());
    const asked = Object.values(services).flatMap((each) => each.secrets);
    expect(asked).toEqual(Object.keys(secrets));
  });

  it('has no password in it, and lets nobody in without one', async () => {
    const text = await readFile(resolve(root, 'docker-compose.yml'), 'utf8');
    const { services, secrets } = await bundle();
    const ignored = (await readFile(resolve(root, '.gitignore'), 'utf8')).split('\n');

    expect(services['grafana']?.environment).toMatchObject({
      GF_SECURITY_ADMIN_PASSWORD__FILE: '/run/secrets/grafana-admin-password',
      GF_AUTH_ANONYMOUS_ENABLED: 'false',
      GF_USERS_ALLOW_SIGN_UP: 'false',
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
    });
    expect(text).not.toMatch(/PASSWORD: /);
    const path = secrets['grafana-admin-password']?.file ?? '';
    expect(text).toContain(`> ${path.replace('./', '')}`);
    expect(ignored).toContain('/secrets/');
  });

  it('keeps metrics for a while, and has no route that changes Prometheus', async () => {
    const flags = (await bundle()).services['prometheus']?.command ?? [];

    expect(flags).toEqual(
      expect.arrayContaining([
        '--storage.tsdb.retention.time=15d',
        '--storage.tsdb.retention.size=2GB',
        '--enable-feature=exemplar-storage',
      ]),
    );
    expect(flags.filter((flag) => /lifecycle|admin-api|remote-write-receiver/.test(flag))).toEqual([]);
  });

  it('shows the node exporter the machine, to read only, and nothing of it to anybody else', async () => {
    const { services } = await bundle();

    expect(services['node-exporter']).toMatchObject({
      pid: 'host',
      read_only: true,
      volumes: ['/:/host:ro,rslave'],
      command: [
        '--path.rootfs=/host',
        // Compose reads two dollars as one.
        '--collector.filesystem.mount-points-exclude=^/(dev|proc|run|sys|var/lib/docker)($$|/)',
      ],
    });
    expect(await servicesBut(({ pid }, name) => pid === undefined || name === 'node-exporter')).toEqual([]);
    const mountsHost = (volume: string) => volume.startsWith('/');
    expect(
      await servicesBut(({ volumes }, name) => !volumes.some(mountsHost) || name === 'node-exporter'),
    ).toEqual([]);
    expect(await servicesBut((each) => each.privileged !== true && each.network_mode === undefined)).toEqual(
      [],
    );
  });
});
