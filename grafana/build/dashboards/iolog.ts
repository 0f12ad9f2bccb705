import { type Dashboard, target } from '../panel.ts';
import { perHour, perSecond, ratio, series, sum } from '../promql.ts';

const those = 'container_id=~"$container"';
const byContainer = { by: ['container_id'], where: those };

export const iolog: Dashboard = {
  uid: 'glassgate-iolog',
  title: 'I/O log',
  description:
    'One line per exchange and one file per container: is every line written, and no secret in it?',
  variables: ['container'],
  panels: [
    {
      title: 'Redaction canary',
      description:
        '`no`: a planted secret came through the redaction. Stop the logs, then look for the cause.',
      type: 'stat',
      unit: 'bool',
      targets: [target(`min(${series('glassgate_redaction_canary_ok')})`, 'canary')],
    },
    {
      title: 'Mean line',
      description: 'Bytes per line. Bodies are the bulk: container_io_log.include_bodies.',
      type: 'stat',
      unit: 'bytes',
      targets: [
        target(
          ratio(perSecond('glassgate_io_log_bytes_total'), perSecond('glassgate_io_log_lines_total')),
          'bytes per line',
        ),
      ],
    },
    {
      title: 'Lines',
      description: 'Lines written. Silence while tasks run: the log is off or cannot be written.',
      type: 'timeseries',
      unit: 'cps',
      containerLabel: 'container_id',
      targets: [target(perSecond('glassgate_io_log_lines_total', byContainer), '{{container_id}}')],
    },
    {
      title: 'Bytes',
      description: 'Bytes written, before rotation takes the oldest away.',
      type: 'timeseries',
      unit: 'Bps',
      containerLabel: 'container_id',
      targets: [target(perSecond('glassgate_io_log_bytes_total', byContainer), '{{container_id}}')],
    },
    {
      title: 'Lines lost',
      description: 'Lines that were dropped: the disk is slower than the traffic, or full.',
      type: 'timeseries',
      unit: 'cps',
      containerLabel: 'container_id',
      steps: [[0.01, 'red']],
      targets: [
        target(
          `${perSecond('glassgate_io_log_dropped_total', { ...byContainer, by: ['container_id', 'reason'] })} or vector(0)`,
          '{{container_id}} {{reason}}',
        ),
      ],
    },
    {
      title: 'Failed writes',
      description: 'By the code of the system. ENOSPC: the disk is full. Lines wait in memory meanwhile.',
      type: 'timeseries',
      unit: 'cps',
      containerLabel: 'container_id',
      targets: [
        target(
          `${perSecond('glassgate_io_log_errors_total', { ...byContainer, by: ['container_id', 'code'] })} or vector(0)`,
          '{{container_id}} {{code}}',
        ),
      ],
    },
    {
      title: 'Rotations (1 h)',
      description: 'Files that were full. Many: raise container_io_log.max_bytes, or history is short.',
      type: 'timeseries',
      unit: 'short',
      containerLabel: 'container_id',
      targets: [target(perHour('glassgate_io_log_rotations_total', byContainer), '{{container_id}}')],
    },
    {
      title: 'Disk use',
      description:
        'Live and rotated files, and what they may take together. Above it: rotation fails, or lines are too long.',
      type: 'timeseries',
      unit: 'bytes',
      containerLabel: 'container_id',
      targets: [
        target(sum('glassgate_io_log_disk_bytes', byContainer), '{{container_id}}'),
        target(sum('glassgate_io_log_disk_bytes'), 'all'),
        target(sum('glassgate_io_log_disk_limit_bytes'), 'limit of all'),
      ],
    },
    {
      title: 'Unflushed',
      description: 'Lines that wait for the disk. At 4 MiB of a container, or 64 MiB in all, lines are lost.',
      type: 'timeseries',
      unit: 'bytes',
      containerLabel: 'container_id',
      targets: [target(sum('glassgate_io_log_buffer_bytes', byContainer), '{{container_id}}')],
    },
    {
      title: 'Truncations',
      description:
        'Parts of records that were cut, by reason. Many `field`: raise container_io_log.max_field_chars. `record`: a body did not fit at all.',
      type: 'timeseries',
      unit: 'cps',
      stacked: true,
      targets: [target(perSecond('glassgate_io_log_truncations_total', { by: ['reason'] }), '{{reason}}')],
    },
    {
      title: 'Secrets masked by rule',
      description:
        'In all sinks: I/O log, process log, spans, rows and answers. Silence is no proof; the canary is.',
      type: 'timeseries',
      unit: 'cps',
      stacked: true,
      targets: [target(perSecond('glassgate_redaction_masked_total', { by: ['rule'] }), '{{rule}}')],
    },
  ],
};
