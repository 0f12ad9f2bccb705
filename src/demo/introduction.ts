/** What the demo prints when it is ready. */
export function introduction(url: string, workers: ReadonlyMap<string, string>): string {
  const list = [...workers].map(([id, workerUrl]) => `  ${id}  ${workerUrl}`).join('\n');
  return `
Glassgate listens on ${url}

Behind it are three demo workers. They only echo: no browser and no model is involved.
${list}

Try it:
  curl -s ${url}/v1/solve -H 'Content-Type: application/json' -d '{"input":{"text":"Hello"},"options":{"profile_id":"p1"}}'

Then look:
  curl -s ${url}/metrics | grep glassgate_stage_duration_seconds_sum

Stop with Ctrl-C.

`;
}
