import { answerWriter } from '../src/http/answer-writer.ts';
import { createLiveRedactor } from '../src/plugin-api/redaction/live-redactor.ts';
import { verbatim } from '../src/plugin-api/verbatim.ts';
import { createRowRedactor } from '../src/store/redact-rows.ts';
import { showBy, shownText } from '../src/telemetry/shown-text.ts';

// What redaction costs one request: CPU time of this process, a request being what `POST /v1/solve` writes.

const rounds = 30_000;
const id = () => crypto.randomUUID();
const secrets = ['bench-admin-key-000001', 'bench-client-key-00001', 'socks5://u:bench-password@h:1080'];
const redactor = createLiveRedactor(secrets);
showBy(redactor);
const text = { type: 'text' } as const;
const ledger = createRowRedactor(
  { primaryKey: 'job_id', columns: Object.fromEntries(Object.keys(jobRow()).map((name) => [name, text])) },
  redactor,
);
const write = answerWriter(redactor);

measure('process log, one line', logLine, (line) => redactor.text(line));
measure('spans, 12 with 70 attributes', spanTexts, (texts) => {
  for (const [key, value] of texts) shownText(key, value);
});
measure('rows of a job and an attempt', jobRow, (row) => {
  ledger.columns(row);
  ledger.columns(row);
});
const plain = measure('answer, without redaction', answer, (body) => JSON.stringify(body));
const whole = measure('answer', answer, write);
process.stdout.write(`answer, the difference: ${(whole - plain).toFixed(1)} µs\n`);

function measure<T>(what: string, make: () => T, work: (input: T) => unknown): number {
  const inputs = Array.from({ length: 1_000 }, make);
  const once = () => {
    for (const input of inputs) work(input);
  };
  for (let round = 0; round < 5; round += 1) once();
  const before = process.cpuUsage();
  for (let round = 0; round < rounds / 1_000; round += 1) once();
  const { user, system } = process.cpuUsage(before);
  const microseconds = (user + system) / rounds;
  process.stdout.write(`${what}: ${microseconds.toFixed(1)} µs\n`);
  return microseconds;
}

function logLine(): string {
  const fields = {
    level: 'info',
    time: new Date().toISOString(),
    ...{ service: 'glassgate', version: '0.1.0', pid: 12_345, plugin: 'solve' },
    ...{ trace_id: id().replaceAll('-', ''), span_id: id().slice(0, 8), request_id: id(), job_id: id() },
    ...{ code: 'OK', duration_ms: 12.34, profile_id: 'p1', container_ids: ['camoufox-1'], chat_id: id() },
    stages_ms: { prompt: 0.1, jobs: 0.2, profile: 0.3, lock: 0.1, selector: 0.5, chat: 0.3, upstream: 10.1 },
    msg: 'solve finished',
  };
  return `${JSON.stringify(fields)}\n`;
}

function spanTexts(): [string, string][] {
  const [requestId, jobId] = [id(), id()];
  const stages = ['prompt', 'jobs', 'profile', 'lock', 'selector', 'chat', 'upstream', 'one', 'two', 'three'];
  return [
    ['glassgate.job.id', jobId],
    ...stages.flatMap((stage): [string, string][] => [
      ['glassgate.stage.name', stage],
      ['glassgate.request.id', requestId],
      ['url.full', 'http://127.0.0.1:8001/analyze'],
      ['http.request.method', 'POST'],
      ['glassgate.container.id', 'camoufox-1'],
      ['reason', 'its recent chat is there'],
      ['considered', 'camoufox-2=busy'],
    ]),
  ];
}

function jobRow(): Record<string, string | number | null> {
  const now = new Date().toISOString();
  const decisions = ['profile', 'container', 'chat'].map((subject) => ({
    ...{
      subject,
      chosen: 'camoufox-1',
      reason: 'least recently used',
      stage: 'selector',
      attempt: 1,
      atMs: 1.2,
    },
    considered: [
      { id: 'camoufox-1', verdict: 'chosen', reason: 'least recently used' },
      { id: 'camoufox-2', verdict: 'passed_over', reason: 'busy' },
    ],
  }));
  const exchange = { stage: 'upstream', attempt: 1, try: 1, container_id: 'camoufox-1', method: 'POST' };
  const shapes = { request: { text: 'text(20)', url: 'text(30)' }, response: { text: 'text(300)' } };
  return {
    ...{ job_id: id(), request_id: id(), prompt_id: 'default', decision_mode: 'multi', profile_id: 'p1' },
    ...{ socks_id: 's1', container_ids_used_json: '["camoufox-1"]', started_at: now, finished_at: now },
    input_text: 'Write a short story about a fox and a dog, in the style of a report.',
    result_text: 'Once upon a time there was a fox. It met a dog, and both had a report to write. '.repeat(4),
    result_raw_json: JSON.stringify({
      text: 'Once upon a time there was a fox. '.repeat(8),
      page_url: 'https://x',
    }),
    trace_id: id().replaceAll('-', ''),
    decisions_json: JSON.stringify(decisions),
    exchanges_json: JSON.stringify({ items: [{ ...exchange, path: '/analyze', ...shapes }], left_out: 0 }),
    ...{ error_code: null, total_ms: 12.3, attempts: 1 },
  };
}

function answer(): object {
  const now = new Date().toISOString();
  return {
    ok: true,
    final: verbatim({ text: 'Once upon a time there was a fox. '.repeat(20) }, 'text'),
    error: null,
    attempts: null,
    meta: {
      ...{ job_id: id(), request_id: id(), prompt_id_selected: 'default', fanout_requested: 1 },
      ...{ container_ids_used: ['camoufox-1'], profile_id: 'p1', socks_id: 's1' },
      socks_url: 'socks5://user:***@1.2.3.4:1080',
      chat_ids_used: [id()],
      page_url: `https://chat.qwen.ai/c/${id()}`,
      ...{ trace_id: id().replaceAll('-', ''), started_at: now, finished_at: now },
    },
  };
}
