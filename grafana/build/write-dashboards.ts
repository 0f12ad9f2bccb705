import { writeFile } from 'node:fs/promises';
import { readSettings } from '../../prometheus/generate/settings.ts';
import { dashboardFiles } from './dashboard-files.ts';

// `npm run dashboards`: writes grafana/dashboards anew.
const files = dashboardFiles(await readSettings());
await Promise.all([...files].map(([path, text]) => writeFile(path, text)));
