import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { Registry } from 'prom-client';
import { buildChain } from '../../src/kernel/chain.ts';
import { ObserverHub } from '../../src/kernel/observer-hub.ts';
import { reentrant, stage, type TestStage } from '../../src/kernel/test-run.ts';
import { type ErrorCode, errorCodes, GlassgateError } from '../../src/plugin-api/error.ts';
import type { TimelineEntry } from '../../src/plugin-api/journal.ts';
import { createTelemetry } from '../../src/telemetry/create-telemetry.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { collectSpans } from '../../src/testing/collect-spans.ts';
import { type Sample, samplesIn, total } from '../e2e/scrape.ts';

const codes = Object.keys(errorCodes) as ErrorCode[];
const names = ['prompt', 'profile', 'selector', 'chat', 'upstream'] as const;
const runs = 300;

/** The same numbers for the same seed, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A stage that fails before or after the rest, with any code or with something that is no error of ours. */
function moody(next: () => number): TestStage {
  const fail = () => {
    if (next() > 0.12) return;
    if (next() < 0.2) throw new TypeError('a mistake');
    throw new GlassgateError(codes[Math.floor(next() * codes.length)] ?? 'INTERNAL_ERROR', 'It went wrong.');
  };
  return async (_call, rest) => {
    fail();
    const answer = await rest();
    fail();
    return answer;
  };
}

/** Tries again after an error, at most twice. */
const stubborn: TestStage = async (_call, rest) => {
  for (let left = 2; left > 0; left -= 1) {
    try {
      return await rest();
    } catch {
      // The next attempt may do better.
    }
  }
  return rest();
};

async function solveAtRandom(seed: number) {
  const next = random(seed);
  const lines: Record<string, unknown>[] = [];
  const { log } = await createLogger({
    level: 'debug',
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  const { instruments, http } = createTelemetry({ registry: new Registry() });
  const links = names.map((name) =>
    name === 'profile' || name === 'selector' ? reentrant(name, stubborn) : stage(name, moody(next)),
  );
  links.push(stage('worker', async () => 'done'));
  const start = buildChain({
    ...{ name: 'solve', links, fills: {}, instruments, log },
    observers: new ObserverHub(instruments),
  });
  const timeline: TimelineEntry[] = [];
  for (let count = 0; count < runs; count += 1) {
    const client = new AbortController();
    if (next() < 0.05) client.abort(new GlassgateError('CLIENT_CANCELED', 'The client left.'));
    const run = start({
      ...{ requestId: `r${count}`, values: {}, signal: client.signal },
      ...{ arrivedAt: performance.now(), deadlineMs: 10_000 },
    });
    await run.answer.catch(() => undefined);
    run.end();
    timeline.push(...run.journal.timeline());
  }
  return { lines, timeline, samples: samplesIn((await http.exposition()).text) };
}

/** `selector 2 error UPSTREAM_ERROR`, how often. */
function tally(each: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of [...each].sort()) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

const thrownIn = (span: ReadableSpan) => span.events.filter(({ name }) => name === 'exception').length;

function errorsIn(samples: readonly Sample[]): Record<string, number> {
  const errors = samples.filter(({ name, value }) => name === 'glassgate_stage_errors_total' && value > 0);
  return Object.fromEntries(
    errors.map(({ labels, value }) => [`${labels['stage']} ${labels['code']}`, value]).sort(),
  );
}

it.each([1, 2, 3])(
  'each stage has one span, one observation and one line if it threw (seed %d)',
  async (seed) => {
    await using collected = collectSpans();

    const { lines, timeline, samples } = await solveAtRandom(seed);

    const spans = collected.spans.filter(({ name }) => name.startsWith('stage '));
    const attribute = (span: ReadableSpan, name: string) => String(span.attributes[name] ?? 'OK');
    const of = (span: ReadableSpan) =>
      `${attribute(span, 'glassgate.stage.name')} ${attribute(span, 'glassgate.stage.attempt')} ${attribute(span, 'error.type')}`;
    expect(timeline.length).toBeGreaterThan(5 * runs);
    expect(tally(spans.map(of))).toEqual(
      tally(timeline.map(({ stage, attempt, code }) => `${stage} ${attempt} ${code ?? 'OK'}`)),
    );
    for (const [key, count] of Object.entries(
      tally(timeline.map((entry) => `${entry.stage} ${entry.outcome}`)),
    )) {
      const [stage = '', outcome = ''] = key.split(' ');
      const observed = total(samples, 'glassgate_stage_duration_seconds_count', { stage, outcome });
      expect([key, observed]).toEqual([key, count]);
    }

    const failures = lines.filter(({ event }) => event === 'stage.failed');
    const thrown = spans.filter((span) => thrownIn(span) > 0);
    expect(failures.length).toBeGreaterThan(20);
    expect(spans.filter((span) => thrownIn(span) > 1)).toEqual([]);
    expect(failures.map((line) => `${line['span_id']} ${line['code']}`).sort()).toEqual(
      thrown.map((span) => `${span.spanContext().spanId} ${attribute(span, 'error.type')}`).sort(),
    );
    expect(tally(failures.map((line) => `${line['stage']} ${line['code']}`))).toEqual(errorsIn(samples));
  },
);
