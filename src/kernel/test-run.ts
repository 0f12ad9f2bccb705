import { pino } from 'pino';
import type { Run } from '../plugin-api/chain.ts';
import type { Observers } from '../plugin-api/observers.ts';
import type { SlotMap } from '../plugin-api/slot.ts';
import type { StageCall } from '../plugin-api/stage.ts';
import { buildChain } from './chain.ts';
import type { ChainLink } from './chain-link.ts';
import type { Instruments, RunResult, StageResult } from './instruments.ts';
import { ObserverHub } from './observer-hub.ts';

type Values = Readonly<Record<string, unknown>>;
type TestNext = (added?: Values) => Promise<unknown>;
export type TestStage = (call: StageCall<Values>, next: TestNext) => Promise<unknown>;

/** A stage that adds and needs nothing. */
export function stage(name: string, run: TestStage = (_call, next) => next()): ChainLink {
  return { name, run, reentrant: false, needs: [], adds: [] };
}

export function reentrant(name: string, run: TestStage): ChainLink {
  return { ...stage(name, run), reentrant: true };
}

export interface EndedStage extends StageResult {
  readonly stage: string;
  readonly attempt: number;
}

/** What the telemetry would have been told, in order. */
export interface Recorded {
  readonly instruments: Instruments;
  readonly stages: readonly EndedStage[];
  readonly runs: readonly RunResult[];
  readonly observerErrors: readonly { readonly plugin: string; readonly error: unknown }[];
}

export function recordInstruments(): Recorded {
  const stages: EndedStage[] = [];
  const runs: RunResult[] = [];
  const observerErrors: { plugin: string; error: unknown }[] = [];
  const instruments: Instruments = {
    chainBuilt: () => undefined,
    run: () => ({
      traceId: 'trace-1',
      within: (body) => body(),
      annotated: () => undefined,
      stage: (info) => ({
        within: (body) => body(),
        span: undefined,
        decided: () => undefined,
        linked: () => undefined,
        annotated: () => undefined,
        stepped: () => undefined,
        child: (_child, body) => body({ annotate: () => undefined }),
        end: (result) => stages.push({ ...info, ...result }),
      }),
      end: (result) => void runs.push(result),
    }),
    observerFailed: (plugin, error) => observerErrors.push({ plugin, error }),
  };
  return { instruments, stages, runs, observerErrors };
}

export interface TestRunOptions {
  readonly fills?: SlotMap;
  readonly values?: Values;
  readonly signal?: AbortSignal;
  readonly arrivedAt?: number;
  readonly deadlineMs?: number;
  readonly graceMs?: number;
  readonly observers?: readonly Observers[];
}

/** Start one run of a chain made of these stages. */
export function startRun(
  links: readonly ChainLink[],
  options: TestRunOptions = {},
): Recorded & { readonly run: Run<unknown> } {
  const recorded = recordInstruments();
  const observers = new ObserverHub(recorded.instruments);
  for (const watcher of options.observers ?? []) observers.watch('watcher', watcher);
  const start = buildChain({
    name: 'solve',
    links,
    fills: options.fills ?? {},
    instruments: recorded.instruments,
    observers,
    log: pino({ level: 'silent' }),
    graceMs: options.graceMs ?? 10_000,
  });
  const run = start({
    requestId: 'r1',
    values: options.values ?? {},
    signal: options.signal ?? new AbortController().signal,
    arrivedAt: options.arrivedAt ?? performance.now(),
    deadlineMs: options.deadlineMs ?? 10_000,
  });
  return { ...recorded, run };
}

/** Keep the processor busy: time that a stage demonstrably spends in itself. */
export function spend(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}
