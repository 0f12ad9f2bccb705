import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ruleFiles } from './generate/rule-files.ts';
import { readSettings } from './generate/settings.ts';

const files = ruleFiles(await readSettings());
for (const [name, text] of Object.entries(files)) {
  await writeFile(join(import.meta.dirname, 'rules', name), text);
}
