import { parseArgs } from 'node:util';
import { explainFailure } from '../boot/explain-failure.ts';
import { untilStopSignal } from '../boot/stop-signal.ts';
import { incidents, runIncident } from './incidents/run-incidents.ts';
import { openStage } from './incidents/stage.ts';

const usage = `npm run demo:incidents -- [--only id,id] [--seconds 60]

  --only     which, in this order: ${incidents.map(({ id }) => id).join(', ')}
  --seconds  how long each incident lasts; alerts that wait for minutes need as many
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    help: { type: 'boolean', default: false },
  },
});
const print = (text: string) => process.stdout.write(text);
const only = values.only?.split(',');
const chosen = only?.flatMap((id) => incidents.filter((incident) => incident.id === id)) ?? incidents;
const unknown = only?.filter((id) => incidents.every((incident) => incident.id !== id)) ?? [];
const seconds = Number(values.seconds);

const mistake = findMistake();

if (values.help) print(usage);
else if (mistake !== undefined) {
  process.stderr.write(`${mistake}\n\n${usage}`);
  process.exitCode = 2;
} else await run();

function findMistake(): string | undefined {
  if (unknown.length > 0) return `There is no incident ${unknown.map((id) => `'${id}'`).join(' or ')}.`;
  return seconds > 0 ? undefined : `--seconds wants a number above 0, not '${values.seconds}'.`;
}

async function run(): Promise<void> {
  const stop = new AbortController();
  void untilStopSignal().then(() => stop.abort());
  try {
    await using stage = await openStage({ seconds, signal: stop.signal });
    const workers = [...stage.workers.urls].map(([id, url]) => `  ${id}  ${url}`).join('\n');
    print(`Glassgate listens on ${stage.url}, with clients and three demo workers. End it with Ctrl-C.
${workers}
To see panels and alerts move, start Prometheus in another terminal:
  prometheus --config.file=prometheus/prometheus.yml --storage.tsdb.path=/tmp/glassgate-prometheus --enable-feature=exemplar-storage

`);
    for (const incident of chosen) {
      if (stop.signal.aborted) break;
      await runIncident(incident, stage, print);
    }
    print(stop.signal.aborted ? 'Stopped.\n' : 'That was all.\n');
  } catch (error) {
    process.stderr.write(`The incidents cannot run.\n${explainFailure(error)}\n`);
    process.exitCode = 1;
  }
}
