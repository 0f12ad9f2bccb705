import { defineMetrics, openSets } from 'glassgate/plugin-api';

/** Any other code of the system is `_other`. */
export const knownErrnos = [
  'EACCES',
  'EDQUOT',
  'EIO',
  'EISDIR',
  'EMFILE',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
] as const;

const container = { container: openSets.containers };

export const ioLogMetrics = defineMetrics({
  lines: {
    type: 'counter',
    name: 'lines_total',
    help: 'Lines written.',
    unit: 'lines',
    moves: 'With every batch that is on disk.',
    labels: container,
  },
  bytes: {
    type: 'counter',
    name: 'bytes_total',
    help: 'Bytes written.',
    unit: 'bytes',
    moves: 'With every batch that is on disk.',
    labels: container,
  },
  rotations: {
    type: 'counter',
    name: 'rotations_total',
    help: 'Live files rotated.',
    unit: 'files',
    moves: 'With every rotation.',
    labels: container,
  },
  dropped: {
    type: 'counter',
    name: 'dropped_total',
    help: 'Lines that were never written.',
    unit: 'lines',
    moves: 'When the buffer is full, a line cannot be made, or the disk fails until the end.',
    labels: { ...container, reason: ['buffer_full', 'unserialisable', 'closed'] },
  },
  errors: {
    type: 'counter',
    name: 'errors_total',
    help: 'Failed writes and rotations; their lines wait for the next try.',
    unit: 'errors',
    moves: 'With every failed try.',
    labels: {
      ...container,
      code: [...knownErrnos, '_other'],
    },
  },
});
