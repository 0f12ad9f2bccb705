import { parseArgs } from 'node:util';
import { runLoad } from './load/run-load.ts';

// `npm run demo:load`: clients for a gateway that runs, until Ctrl-C or for a given time.
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:9000' },
    profiles: { type: 'string', default: 'p1,p2,p3' },
    prompts: { type: 'string', default: 'default,short' },
    worker: { type: 'string', multiple: true, default: [] },
    clients: { type: 'string', default: '6' },
    'pause-ms': { type: 'string', default: '250' },
    seconds: { type: 'string', default: '0' },
  },
});

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
const seconds = Number(values.seconds);
const signals = seconds > 0 ? [AbortSignal.timeout(seconds * 1000)] : [];

const results = await runLoad({
  url: values.url,
  profiles: values.profiles.split(','),
  prompts: values.prompts.split(','),
  workerUrls: values.worker,
  clients: Number(values.clients),
  pauseMs: Number(values['pause-ms']),
  signal: AbortSignal.any([stop.signal, ...signals]),
});
const lines = [...results].sort(([one], [other]) => (one < other ? -1 : 1));
process.stdout.write(lines.map(([result, count]) => `${String(count).padStart(7)}  ${result}\n`).join(''));
