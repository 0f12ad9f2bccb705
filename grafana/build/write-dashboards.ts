import { writeFile } from 'node:fs/promises';
import { dashboardFiles } from './dashboard-files.ts';

// `npm run dashboards`: writes grafana/dashboards anew.
await Promise.all([...dashboardFiles()].map(([path, text]) => writeFile(path, text)));
