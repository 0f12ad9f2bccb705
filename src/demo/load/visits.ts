import { randomUUID } from 'node:crypto';

/** One request that the load may send. */
export interface Visit {
  /** How many of these there are in one round. */
  readonly perRound: number;
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The client leaves after so long. */
  readonly leavesAfterMs?: number;
}

export interface VisitOptions {
  readonly profiles: readonly string[];
  readonly prompts: readonly string[];
  /** Counts the rounds, so that a key of the former round comes again. */
  readonly round: number;
}

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** What clients and operators of a busy day send, mistakes included. */
export function visits({ profiles, prompts, round }: VisitOptions): Visit[] {
  const solve = (input: object, options: object = {}): Pick<Visit, 'path' | 'body'> => ({
    path: '/v1/solve',
    body: { input, options },
  });
  const profile = pick(profiles);
  return [
    { perRound: 6, ...solve({ text: `Hello ${round}` }) },
    { perRound: 4, ...solve({ text: 'Good morning' }, { profile_id: profile, prompt_id: pick(prompts) }) },
    { perRound: 4, ...solve({ text: 'I can wait' }, { wait_seconds: 5 }) },
    { perRound: 2, ...solve({ text: 'I cannot wait long' }, { wait_seconds: 0.05, profile_id: profile }) },
    { perRound: 1, ...solve({ image_b64: pixel, image_ext: 'png' }) },
    { perRound: 1, ...solve({ text: 'What is this?', image_b64: pixel, image_ext: 'png' }) },
    { perRound: 1, ...solve({ text: 'Once more, from the start' }, { force_new_chat: true }) },
    { perRound: 1, ...solve({ text: 'My token is sk-proj-abcdefghijklmnopqrstuvwx0123456789' }) },
    { perRound: 1, ...solve({ text: 'Never mind' }), leavesAfterMs: 30 },
    {
      perRound: 2,
      ...solve({ text: 'Once' }),
      headers: { 'Idempotency-Key': `load-${round - (round % 2)}` },
    },
    { perRound: 1, ...solve({}) },
    { perRound: 1, ...solve({ text: 'Hello' }, { prompt_id: 'nobody-wrote-this' }) },
    { perRound: 1, path: '/v1/solve', body: JSON.parse(`${'['.repeat(80)}${']'.repeat(80)}`) },
    { perRound: 1, method: 'GET', path: `/nothing/${randomUUID()}` },
    { perRound: 1, method: 'GET', path: '/v1/jobs?limit=5' },
    { perRound: 1, method: 'GET', path: '/v1/status/all' },
    {
      perRound: 1,
      method: 'GET',
      path: `/v1/reports/${pick(['containers', 'profiles', 'prompts'])}?from=2020-01-01&to=2100-01-01`,
    },
    { perRound: 1, method: 'GET', path: '/v1/profiles/blocked' },
    ...(round % 5 === 0
      ? [{ perRound: 1, path: `/v1/profiles/${encodeURIComponent(profile)}/chats/archive` }]
      : []),
  ];
}

function pick<T>(values: readonly [T, ...T[]] | readonly T[]): T {
  const value = values[Math.floor(Math.random() * values.length)];
  if (value === undefined) throw new RangeError('There is nothing to pick from.');
  return value;
}
