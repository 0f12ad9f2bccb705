import type { WorkerScript } from '../../testing/worker-script.ts';

/** Small mishaps of a worker, each over after a request or two. */
export const mishaps: readonly WorkerScript[] = [
  { rules: [{ kind: 'status', status: 500, times: 2 }] },
  { busy: { posts: 2 } },
  { rules: [{ kind: 'drop', times: 1 }] },
  { rules: [{ kind: 'answer', delayMs: 1_500, times: 1 }] },
  { rules: [{ kind: 'status', status: 503, times: 2, paths: ['/status'] }] },
  { rules: [{ kind: 'answer', pageUrl: 'https://chat.qwen.ai/c/guest', times: 1 }] },
];

/** Have a demo worker behave differently from now on. */
export async function scriptWorker(
  workerUrl: string,
  script: WorkerScript,
  signal?: AbortSignal,
): Promise<void> {
  const response = await fetch(`${workerUrl}/script`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(script),
    signal: limited(signal),
  });
  if (!response.ok) throw new Error(`The worker refuses the script: ${await response.text()}`);
}

/** Have a demo worker behave, and let go of what hangs there. */
export async function calmWorker(workerUrl: string): Promise<void> {
  await fetch(`${workerUrl}/script`, { method: 'DELETE', signal: limited() });
}

function limited(signal?: AbortSignal): AbortSignal {
  const limit = AbortSignal.timeout(5_000);
  return signal === undefined ? limit : AbortSignal.any([signal, limit]);
}
