/** What listens for the demo. */
export interface DemoUpstreams {
  /** Base URL of each worker, by container id. */
  readonly workers: ReadonlyMap<string, string>;
  readonly providerUrl: string;
}

/** What the demo prints when it is ready. */
export function introduction(url: string, { workers, providerUrl }: DemoUpstreams): string {
  const list = [...workers].map(([id, workerUrl]) => `  ${id}  ${workerUrl}`).join('\n');
  return `
Glassgate listens on ${url}

Behind it are three demo workers and one OpenAI-shaped API. They only echo: no browser and no model is involved.
${list}
  demo        ${providerUrl}

Try it:
  curl -s ${url}/v1/solve -H 'Content-Type: application/json' -d '{"input":{"text":"Hello"},"options":{"profile_id":"p1"}}'
  curl -s ${url}/v1/chat/completions -H 'Content-Type: application/json' -d '{"model":"demo-echo","messages":[{"role":"user","content":"Hello"}]}'
  curl -s ${url}/v1/models

Then look:
  curl -s ${url}/metrics | grep glassgate_stage_duration_seconds_sum

Stop with Ctrl-C.

`;
}
