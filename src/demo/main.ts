import { explainFailure } from '../boot/explain-failure.ts';
import { planGateway } from '../boot/plan-gateway.ts';
import { runGateway } from '../boot/run-gateway.ts';
import { readEnvironment } from '../config/environment.ts';
import { shutdownTelemetry } from '../telemetry/lifecycle.ts';
import { startLlmProvider } from '../testing/llm-provider.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { writeDemoConfig } from './demo-config.ts';
import { demoProvider } from './demo-provider.ts';
import { startDemoWorkers } from './demo-workers.ts';
import { freePort } from './free-port.ts';
import { introduction } from './introduction.ts';

// `npm run demo`: a gateway with the shipped config in front of three echo workers and an echoing API, on a database of
// its own.

/** Those of the shipped config. With PORT=0 any will do for everything. */
const workerPorts = [8001, 8002, 8003];

try {
  await using dir = await makeTempDir();
  await using workers = await startDemoWorkers({ ports: process.env['PORT'] === '0' ? [] : workerPorts });
  await using provider = await startLlmProvider({ models: ['demo-echo'] });
  const configPath = await writeDemoConfig(dir.path, workers.urls, {
    providers: [demoProvider(provider.url)],
  });
  const setting = { workers: workers.urls, providerUrl: provider.url, configPath };
  const environment = readEnvironment({ ...process.env, CONFIG_PATH: configPath });
  const port = process.env['PORT'] === undefined ? await freePort(environment) : environment.port;
  const plan = await planGateway(configPath, process.env);
  await runGateway(plan, {
    ...environment,
    port,
    sqlitePath: process.env['SQLITE_PATH'] ?? `${dir.path}/demo.sqlite`,
    onListening: (url) => process.stdout.write(introduction(url, setting)),
  });
} catch (error) {
  process.stderr.write(`The demo cannot run.\n${explainFailure(error)}\n`);
  process.exitCode = 1;
} finally {
  // Retries to a collector that does not answer would keep the process for seconds after its work is done.
  if ((await shutdownTelemetry()) === 'gave_up') process.exit();
}
