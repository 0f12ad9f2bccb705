import { defineMetrics, openSets } from 'glassgate/plugin-api';

/** Any other code of the system is `_other`. */
export const knownErrnos = [
  'EACCES',
  'EDQUOT',
  'EIO',
  'EMFILE',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
] as const;

/** Why something of a record is missing, as the record says it itself. */
export const truncationReasons = ['field', 'entries', 'depth', 'size', 'b64', 'record'] as const;
export type TruncationReason = (typeof truncationReasons)[number];

const container = { container_id: openSets.containers };

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
  truncations: {
    type: 'counter',
    name: 'truncations_total',
    help: 'Parts of records that were cut or left out: a long string (field), surplus entries, what is too deep or too large (size), base64 (b64), a whole body (record).',
    unit: 'parts',
    moves: 'With every record that says so itself.',
    labels: { reason: truncationReasons },
  },
  disk: {
    type: 'gauge',
    name: 'disk_bytes',
    help: 'Size of the live file and the rotated files of a container.',
    unit: 'bytes',
    moves:
      'With every batch and rotation. Rotated files are measured with the first line of a container and after each rotation. Also of a container that left the configuration, until the next start: its files stay.',
    labels: container,
  },
  diskLimit: {
    type: 'gauge',
    name: 'disk_limit_bytes',
    help: 'What these files together may take: `max_bytes` for the live file and each of `backup_count` rotated ones of every container.',
    unit: 'bytes',
    moves: 'With the first line of a container, and with the configuration.',
  },
  buffer: {
    type: 'gauge',
    name: 'buffer_bytes',
    help: 'Lines of a container that wait for the disk.',
    unit: 'bytes',
    moves: 'With every line and every batch; for as long as `disk_bytes`.',
    labels: container,
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
