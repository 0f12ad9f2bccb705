import { itWithPrograms, runProgram } from '../programs.ts';
import { startPool } from './pool.ts';

const openMetrics = { Accept: 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5' };

itWithPrograms(['promtool'])('shows metrics that promtool has nothing to say about', async () => {
  await using pool = await startPool();
  await pool.gateway.solve({ input: { text: 'hello' } });

  const text = await pool.gateway.metrics();

  const check = (input: string) => runProgram('promtool', ['check', 'metrics'], { input });
  expect(await check(text)).toEqual({ code: 0, output: '' });
  expect((await check(`${text}# TYPE a_total gauge\na_total 1\n`)).output).toContain('a_total');
});

it('answers Prometheus with OpenMetrics, and everybody else with the text format', async () => {
  await using pool = await startPool();

  const answers = await Promise.all([
    fetch(`${pool.gateway.url}/metrics`, { headers: openMetrics }),
    fetch(`${pool.gateway.url}/metrics`),
  ]);

  expect(answers.map(({ headers }) => headers.get('content-type'))).toEqual([
    'application/openmetrics-text; version=1.0.0; charset=utf-8',
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  expect((await answers[0]?.text())?.endsWith('\n# EOF\n')).toBe(true);
});
