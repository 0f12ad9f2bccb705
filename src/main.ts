import { describePlan } from './boot/describe-plan.ts';
import { explainFailure } from './boot/explain-failure.ts';
import { planGateway } from './boot/plan-gateway.ts';
import { sharePluginApi } from './boot/plugin-imports.ts';
import { runGateway } from './boot/run-gateway.ts';
import { readEnvironment } from './config/environment.ts';
import { configJsonSchema } from './config/json-schema.ts';
import { redactText } from './plugin-api/redaction/public.ts';
import { shutdownTelemetry } from './telemetry/lifecycle.ts';

// The composition root: the one file that reads the environment and starts the gateway.
try {
  await main(process.argv[2]);
} catch (error) {
  process.stderr.write(`Glassgate cannot run.\n${redactText(explainFailure(error))}\n`);
  process.exitCode = 1;
} finally {
  // Retries to a collector that does not answer would keep the process for seconds after its work is done.
  if ((await shutdownTelemetry()) === 'gave_up') process.exit();
}

async function main(command: string | undefined): Promise<void> {
  const environment = readEnvironment(process.env);
  sharePluginApi();
  const plan = await planGateway(environment.configPath, process.env);
  switch (command) {
    case undefined:
      return runGateway(plan, environment);
    case 'check':
      process.stdout.write(describePlan(plan));
      return;
    case 'schema':
      process.stdout.write(
        `${JSON.stringify(configJsonSchema(plan.plugins.map(({ spec }) => spec)), null, 2)}\n`,
      );
      return;
    default:
      throw new Error(`There is no command '${command}'. Give none to run, 'check' or 'schema'.`);
  }
}
