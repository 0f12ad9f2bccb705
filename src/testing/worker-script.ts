import { z } from 'zod';

/** Where rules apply when they name no paths. */
export const taskPaths = ['/analyze', '/analyze_text'] as const;

const whenAndWhere = {
  /** How often the rule applies; always when absent. */
  times: z.int().positive().optional(),
  /** Paths it applies to, GET ones too; the task paths when absent. */
  paths: z.array(z.string().startsWith('/')).optional(),
  /** Waits before answering, in addition to the delay of the script. */
  delayMs: z.int().nonnegative().optional(),
  /** Whether the message reaches the chat; by default it does unless the answer is a plain refusal. */
  executed: z.boolean().optional(),
};

const rule = z.discriminatedUnion('kind', [
  /** An ordinary answer with other fields, or one that lands on another page (`null`: names no page). */
  z.strictObject({
    ...whenAndWhere,
    kind: z.literal('answer'),
    field: z.enum(['text', 'answer', 'message', 'result']).optional(),
    text: z.string().optional(),
    pageUrl: z.string().nullable().optional(),
    extra: z.record(z.string(), z.unknown()).optional(),
  }),
  z.strictObject({
    ...whenAndWhere,
    kind: z.literal('status'),
    status: z.int().min(200).max(599),
    body: z.unknown().optional(),
  }),
  z.strictObject({ ...whenAndWhere, kind: z.literal('not-ok'), error: z.string().optional() }),
  z.strictObject({ ...whenAndWhere, kind: z.literal('redirect'), location: z.string().optional() }),
  /** Closes the connection without an answer. */
  z.strictObject({ ...whenAndWhere, kind: z.literal('drop') }),
  /** No answer until released or the socket closes. */
  z.strictObject({ ...whenAndWhere, kind: z.literal('hang') }),
  /** Half of the body, and the rest when released. */
  z.strictObject({ ...whenAndWhere, kind: z.literal('stall') }),
  /** Half of the body, then the end of the connection. */
  z.strictObject({ ...whenAndWhere, kind: z.literal('half-body') }),
  z.strictObject({ ...whenAndWhere, kind: z.literal('html'), status: z.int().min(200).max(599).optional() }),
  z.strictObject({ ...whenAndWhere, kind: z.literal('half-json') }),
  z.strictObject({ ...whenAndWhere, kind: z.literal('empty') }),
  z.strictObject({ ...whenAndWhere, kind: z.literal('huge'), bytes: z.int().positive() }),
  /** The body in pieces, with a pause before each. */
  z.strictObject({
    ...whenAndWhere,
    kind: z.literal('trickle'),
    pieces: z.int().min(2).max(1000),
    pauseMs: z.int().nonnegative(),
  }),
]);

const always = z.union([z.boolean(), z.int().nonnegative()]);

/** What `POST /script` accepts. A new script replaces the former one. */
export const workerScript = z.strictObject({
  /** Waits before answering every task. */
  delayMs: z.int().nonnegative().optional(),
  /** Forced busy: true until cleared, or for the next n requests. */
  busy: z.strictObject({ status: always.optional(), posts: always.optional() }).optional(),
  /** The first rule that fits and is not used up applies. */
  rules: z.array(rule).optional(),
});

export type WorkerScript = z.infer<typeof workerScript>;
export type WorkerRule = z.infer<typeof rule>;

/** Whether the message of a task that is answered by this rule ends up in the chat. */
export function isExecuted(rule: WorkerRule | undefined): boolean {
  if (rule === undefined) return true;
  if (rule.executed !== undefined) return rule.executed;
  if (rule.kind === 'status') return rule.status < 300;
  return rule.kind !== 'redirect' && rule.kind !== 'not-ok';
}
