import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { metricsJson } from '../telemetry/catalog/metrics-json.ts';
import { metricsPage } from '../telemetry/catalog/metrics-page.ts';
import { metricCatalog } from './metric-catalog.ts';

const page = join(resolve(import.meta.dirname, '../../docs'), 'metrics.md');

const catalog = await metricCatalog();
if (process.argv[2] === 'json') process.stdout.write(`${JSON.stringify(metricsJson(catalog), null, 2)}\n`);
else await writeFile(page, metricsPage(catalog));
