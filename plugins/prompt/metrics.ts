import { defineMetrics } from 'glassgate/plugin-api';

export const promptMetrics = defineMetrics({
  reads: {
    type: 'counter',
    name: 'reads_total',
    help: 'Prompt files read from disk.',
    unit: 'files',
    moves: 'When a prompt is needed and its file is new or has changed.',
  },
  cache: {
    type: 'counter',
    name: 'cache_total',
    help: 'Prompts that were needed, by what their file was: as read before, new, changed or unreadable.',
    unit: 'prompts',
    moves: 'When a new chat needs its start prompt.',
    labels: { result: ['hit', 'miss', 'reload', 'unreadable'] },
  },
});
