import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from '../testing/temp-dir.ts';
import { describePlan } from './describe-plan.ts';
import { planGateway } from './plan-gateway.ts';

it('tells the warnings, what the file lists, the stages of each chain and the other plugins', async () => {
  await using dir = await makeTempDir();
  const path = join(dir.path, 'config.yaml');
  const lines = [
    'plugins: [auth, solve, prompt, openai, provider, io-log]',
    'queue: { max_wait: 2 }',
    'prompts: [{ prompt_id: default, file: ./config.yaml }]',
  ];
  await writeFile(path, lines.join('\n'));

  const text = describePlan(await planGateway(path, {}));

  expect(text.replace(dir.path, '')).toBe(
    [
      "/config.yaml:2:1 queue: warning: Unknown key 'queue' is ignored.",
      'config.yaml is valid: prompts 1.',
      'chain solve: prompt',
      'chain openai: provider',
      'beside them: auth, solve, openai, io-log',
      '',
    ].join('\n'),
  );
});
