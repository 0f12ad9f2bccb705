import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { spansPage } from '../telemetry/catalog/spans-page.ts';
import { pluginSpans } from './span-catalog.ts';

const page = join(resolve(import.meta.dirname, '../../docs'), 'spans.md');

await writeFile(page, spansPage(await pluginSpans()));
