import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { createTelemetry } from '../telemetry/create-telemetry.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { planGateway } from './plan-gateway.ts';
import { startGateway } from './start-gateway.ts';

/** A plugin that writes down what the core does to it. */
const witness = (name: string) => `
  import { events } from './events.mjs';
  export default {
    name: '${name}',
    setup: () => {
      events.push('setup ${name}');
      return {
        start: () => void events.push('start ${name}'),
        routes: () => void events.push('routes ${name}'),
        close: () => void events.push('close ${name}'),
      };
    },
  };`;

async function witnessed(port: (taken: number) => number) {
  await using dir = await makeTempDir();
  await using blocker = createServer();
  await once(blocker.listen(0, '127.0.0.1'), 'listening');
  const files = {
    'events.mjs': 'export const events = [];',
    'one.mjs': witness('one'),
    'two.mjs': witness('two'),
    'config.yaml': 'plugins: [./one.mjs, ./two.mjs]',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir.path, name), text);
  const plan = await planGateway(join(dir.path, 'config.yaml'), {});
  const started = startGateway(plan, {
    host: '127.0.0.1',
    port: port((blocker.address() as AddressInfo).port),
    sqlitePath: ':memory:',
    log: pino({ level: 'silent' }),
    telemetry: createTelemetry(),
  });
  const result = await started.then(
    async (gateway) => {
      await gateway.stop();
      return 'stopped';
    },
    (error: NodeJS.ErrnoException) => error.code,
  );
  const { events } = (await import(pathToFileURL(join(dir.path, 'events.mjs')).href)) as { events: string[] };
  return { result, events };
}

const begin = ['setup one', 'setup two', 'routes one', 'routes two', 'start one', 'start two'];

describe('startGateway', () => {
  it('sets up in order, starts when all are set up, and closes in reverse', async () => {
    const { result, events } = await witnessed(() => 0);
    expect(result).toBe('stopped');
    expect(events).toEqual([...begin, 'close two', 'close one']);
  });

  it('closes what it has started when it cannot listen', async () => {
    const { result, events } = await witnessed((taken) => taken);
    expect(result).toBe('EADDRINUSE');
    expect(events).toEqual([...begin, 'close two', 'close one']);
  });
});
