import type { CatalogedSpan } from './cataloged-span.ts';

/** One run of a chain. */
export const runSpan = {
  name: 'glassgate.{chain}',
  kind: 'INTERNAL',
  help: 'One run of a chain: one job.',
  attributes: {
    'glassgate.request.id': { type: 'string', isAtStart: true, help: 'The request that it serves.' },
    'glassgate.job.id': {
      type: 'string',
      isAtStart: true,
      help: 'The run itself; in the chain `solve` the job.',
    },
    'glassgate.attempts': { type: 'int', help: 'How often that part of the chain ran that ran most often.' },
    'glassgate.overhead_ms': { type: 'double', help: 'What it took beside the work of workers.' },
    'glassgate.result.code': { type: 'string', help: '`OK`, or the error code.' },
    'error.type': { type: 'string', help: 'The error code of one that failed.' },
  },
} as const satisfies CatalogedSpan;

/** One stage of a run. */
export const stageSpan = {
  name: 'stage {plugin}',
  kind: 'INTERNAL',
  help: 'One stage of a run, with the stages after it inside.',
  attributes: {
    'glassgate.stage.name': { type: 'string', isAtStart: true, help: 'The plugin.' },
    'glassgate.stage.attempt': {
      type: 'int',
      isAtStart: true,
      help: '1 for the first time that the stage before it handed on, 2 for the second, …',
    },
    'glassgate.request.id': { type: 'string', help: 'The request that it serves.' },
    'error.type': { type: 'string', help: 'The error code, thrown here or passed on.' },
  },
} as const satisfies CatalogedSpan;
