import { pino } from 'pino';
import { createLiveRedactor } from '../plugin-api/redaction/live-redactor.ts';
import { showBy } from '../telemetry/shown-text.ts';
import { coreSinks } from './core-sinks.ts';
import { canarySecret, RedactionCanary, type Sink } from './redaction-canary.ts';

function watch(more: readonly Sink[] = []) {
  const known = canarySecret();
  const redactor = createLiveRedactor([known]);
  showBy(redactor);
  const lines: string[] = [];
  const results: number[] = [];
  const told: string[] = [];
  redactor.watch((rule) => told.push(rule));
  const canary = new RedactionCanary({
    sinks: [...coreSinks(redactor), ...more],
    redactor,
    log: pino({}, { write: (line) => lines.push(line) }),
    onResult: (isOk) => results.push(isOk),
    known,
  });
  return { canary, redactor, lines, results, told, known };
}

describe('the redaction canary', () => {
  it('finds no secret in what the core writes, and counts nothing', () => {
    const { canary: watched, results, lines, told } = watch();
    using canary = watched;

    expect(canary.check()).toEqual([]);
    expect({ results, lines, told }).toEqual({ results: [1, 1], lines: [], told: [] });
  });

  it.each([
    ['masks nothing', (text: string) => text],
    ['forgets query parameters', (text: string) => (text.includes('?') ? text : '')],
    ['shows the end of a secret', (text: string) => (text.startsWith('pass') ? text.slice(-12) : '')],
  ])('names a sink that %s, and not the secret', (_, show) => {
    const { canary: watched, results, lines } = watch([{ name: 'leaky', show }]);
    using _canary = watched;

    expect(results).toEqual([0]);
    expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ level: 50, sinks: ['leaky'] });
    expect(lines[0]).not.toContain('Zq');
  });

  it('notices when the known secrets get lost', () => {
    const { canary: watched, redactor } = watch();
    using canary = watched;

    redactor.know([]);
    showBy(redactor);

    expect(canary.check()).toEqual(['rows', 'answers', 'request_ids', 'spans', 'labels']);
  });

  it('takes a sink that throws for one that writes nothing', () => {
    const broken = () => {
      throw new TypeError('no');
    };
    using canary = watch([{ name: 'broken', show: broken }]).canary;

    expect(canary.check()).toEqual([]);
  });
});
