/** What the demo is made of. */
export interface DemoSetting {
  /** Base URL of each worker, by container id. */
  readonly workers: ReadonlyMap<string, string>;
  readonly providerUrl: string;
  readonly configPath: string;
}

/** How the workers misbehave, the first one first. */
const scripts = [
  '{"busy":{"status":true}}',
  '{"rules":[{"kind":"drop","paths":["/status"]}]}',
  '{"delayMs":3000}',
];

/** What the demo prints when it is ready. */
export function introduction(url: string, { workers, providerUrl, configPath }: DemoSetting): string {
  const list = [...workers].map(([id, workerUrl]) => `  ${id}  ${workerUrl}`).join('\n');
  const places = [...workers.values()].map((workerUrl) => `${workerUrl}/script`);
  const troubles = scripts
    .slice(0, places.length)
    .map((script, index) => `  curl -s ${places[index]} -d '${script}'`);
  return `
Glassgate listens on ${url}

Behind it are three demo workers and one OpenAI-shaped API. They only echo: no browser and no model is involved.
${list}
  demo        ${providerUrl}

Config: ${configPath} – edit it and watch: a change is put in force while requests run.

Try it:
  curl -s ${url}/v1/solve -H 'Content-Type: application/json' -d '{"input":{"text":"Hello"},"options":{"profile_id":"p1"}}'
  curl -s ${url}/v1/chat/completions -H 'Content-Type: application/json' -d '{"model":"demo-echo","messages":[{"role":"user","content":"Hello"}]}'
  curl -s ${url}/v1/models

Then look:
  curl -s ${url}/metrics | grep glassgate_stage_duration_seconds_sum | grep 'outcome="ok"'

Have the workers misbehave: busy, gone, slow
${troubles.join('\n')}
and put them right:
  curl -s -d '{}' ${places.join(' ')}

Stop with Ctrl-C.

`;
}
