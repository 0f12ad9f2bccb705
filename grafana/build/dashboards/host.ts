import { hostUse } from '../../../prometheus/generate/host-use.ts';
import { exprParts } from '../../../prometheus/generate/rule.ts';
import type { Settings } from '../../../prometheus/generate/settings.ts';
import { type Dashboard, target } from '../panel.ts';

const those = 'instance=~"$host"';
const { memory, disk, inodes, loadPerCore, diskLeft } = hostUse(those);

// Of the machine itself: the ends of containers come and go.
const wires = `${those},device!~"lo|veth.*|docker.*|br-.*|ifb.*"`;

const foresight = 'HostDiskFullSoon';

const perSecond = (metric: string, where: string) => `rate(${metric}{${where}}[$__rate_interval])`;

export function host(settings: Settings): Dashboard {
  const { window, limit: seconds, used } = exprParts(foresight, settings);
  const hours = seconds / 3600;
  const percent = Math.round(used * 100);
  return {
    uid: 'glassgate-host',
    title: 'Host',
    description:
      'The machine below: CPU, memory, disks, network. Needs a node exporter that Prometheus scrapes.',
    variables: ['host'],
    panels: [
      {
        title: 'CPU in use',
        description: 'Share of all cores. Near 1 for long: everything waits for everything else.',
        type: 'timeseries',
        unit: 'percentunit',
        max: 1,
        targets: [
          target(
            `1 - avg by (job, instance) (${perSecond('node_cpu_seconds_total', `${those},mode="idle"`)})`,
            '{{instance}}',
          ),
        ],
      },
      {
        title: 'Load per core',
        description: 'Tasks that run or want to, within five minutes. Above 1 some wait.',
        type: 'timeseries',
        unit: 'short',
        steps: [
          ['HostLoadHigh', 'orange'],
          ['HostLoadExtreme', 'red'],
        ],
        targets: [target(loadPerCore, '{{instance}}')],
      },
      {
        title: 'Memory in use',
        description: 'Without what the system could free at once. At the top it kills a process.',
        type: 'timeseries',
        unit: 'percentunit',
        max: 1,
        steps: [
          ['HostMemoryHigh', 'orange'],
          ['HostMemoryFull', 'red'],
        ],
        targets: [target(memory, '{{instance}}')],
      },
      {
        title: 'Disks in use',
        description: 'Share that processes without privileges cannot use any more. Full: the store stops.',
        type: 'timeseries',
        unit: 'percentunit',
        max: 1,
        steps: [
          ['HostDiskHigh', 'orange'],
          ['HostDiskFull', 'red'],
        ],
        targets: [target(disk, '{{instance}} {{mountpoint}}')],
      },
      {
        title: 'Bytes left, foreseen',
        description: `In ${hours} h, if each disk goes on as within the last ${window}. Below zero it is full before, which is told from ${percent} % in use on.`,
        type: 'timeseries',
        unit: 'bytes',
        isSigned: true,
        isRedBelow: true,
        steps: [[0, 'green']],
        targets: [target(diskLeft({ window, seconds }), '{{instance}} {{mountpoint}}')],
      },
      {
        title: 'Inodes in use',
        description:
          'Share of the files that a disk may hold. Full: no file can be made, whatever room is left.',
        type: 'timeseries',
        unit: 'percentunit',
        max: 1,
        steps: [
          ['HostInodesHigh', 'orange'],
          ['HostInodesFull', 'red'],
        ],
        targets: [target(inodes, '{{instance}} {{mountpoint}}')],
      },
      {
        title: 'Disk traffic',
        description: 'Bytes read and written, by device. Writes that grow while traffic does not: logs.',
        type: 'timeseries',
        unit: 'Bps',
        targets: [
          target(perSecond('node_disk_read_bytes_total', those), '{{instance}} {{device}} read'),
          target(perSecond('node_disk_written_bytes_total', those), '{{instance}} {{device}} written'),
        ],
      },
      {
        title: 'Network traffic',
        description: 'Bytes in and out, by device. A flat top: the line is full.',
        type: 'timeseries',
        unit: 'Bps',
        targets: [
          target(perSecond('node_network_receive_bytes_total', wires), '{{instance}} {{device}} in'),
          target(perSecond('node_network_transmit_bytes_total', wires), '{{instance}} {{device}} out'),
        ],
      },
      {
        title: 'Network errors',
        description: 'Packets that came broken or could not leave. More than none: a bad line or device.',
        type: 'timeseries',
        unit: 'cps',
        targets: [
          target(perSecond('node_network_receive_errs_total', wires), '{{instance}} {{device}} in'),
          target(perSecond('node_network_transmit_errs_total', wires), '{{instance}} {{device}} out'),
        ],
      },
      {
        title: 'Machines seen',
        description:
          'Whose node exporter answers. A gap: nothing above is known of that time, and no alert fires.',
        type: 'state-timeline',
        unit: 'bool',
        width: 24,
        targets: [target(`node_uname_info{${those}}`, '{{instance}}')],
      },
    ],
  };
}
