import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { load } from 'js-yaml';
import { itWithPrograms, runProgram } from '../programs.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFile(resolve(root, path), 'utf8');

const hosts: Readonly<Record<string, string>> = {
  '127.0.0.1:9000': 'gateway:9000',
  '127.0.0.1:9093': 'alertmanager:9093',
};

/** The file of the repository as docker-compose.yml needs it. */
async function forTheBundle(path: string): Promise<unknown> {
  const text = await read(path);
  const moved = Object.entries(hosts).reduce((all, [from, to]) => all.replaceAll(from, to), text);
  // A key that is not written is not there.
  return JSON.parse(JSON.stringify(load(moved), (key, value) => (key === 'http_config' ? undefined : value)));
}

describe('examples/compose/alertmanager.yml', () => {
  it('routes as prometheus/alertmanager.yml does', async () => {
    expect(load(await read('examples/compose/alertmanager.yml'))).toEqual(
      await forTheBundle('prometheus/alertmanager.yml'),
    );
  });

  itWithPrograms(['amtool'])('is understood by Alertmanager', async () => {
    const file = resolve(root, 'examples/compose/alertmanager.yml');

    expect(await runProgram('amtool', ['check-config', file])).toMatchObject({ code: 0 });
  });
});

describe('examples/compose/prometheus.yml', () => {
  it('watches what prometheus/prometheus.yml does, and the machine', async () => {
    const expected = (await forTheBundle('prometheus/prometheus.yml')) as { scrape_configs: unknown[] };
    const node = { job_name: 'node', static_configs: [{ targets: ['node-exporter:9100'] }] };

    expect(load(await read('examples/compose/prometheus.yml'))).toEqual({
      ...expected,
      scrape_configs: [...expected.scrape_configs, node],
    });
  });

  itWithPrograms(['promtool'])('is understood by Prometheus', async () => {
    const file = resolve(root, 'examples/compose/prometheus.yml');

    expect(await runProgram('promtool', ['check', 'config', '--syntax-only', file])).toMatchObject({
      code: 0,
    });
  });
});
