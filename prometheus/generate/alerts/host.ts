import { hostUse } from '../host-use.ts';
import type { AlertGroup } from '../rule.ts';

const { memory, disk, inodes, loadPerCore, diskFullSoon } = hostUse();

const diskIs = 'Disk {{ $labels.mountpoint }} of {{ $labels.instance }}';
const share = '{{ $value | humanizePercentage }}';

/** The machine, where a node exporter is scraped; silent elsewhere. */
export const hostAlerts: AlertGroup = {
  component: 'host',
  alerts: [
    {
      alert: 'HostDiskHigh',
      dashboard: 'host',
      panels: ['Disks in use', 'Bytes left, foreseen'],
      expr: ({ limit }) => `${disk} > ${limit}`,
      summary: `${diskIs} is ${share} full.`,
      description: 'Full, it stops the database and the logs of a gateway there.',
    },
    {
      alert: 'HostDiskFull',
      dashboard: 'host',
      panels: ['Disks in use', 'Bytes left, foreseen'],
      expr: ({ limit }) => `${disk} > ${limit}`,
      summary: `${diskIs} is ${share} full.`,
      description: 'Soon the database of a gateway there cannot be written, and solves are refused.',
    },
    {
      alert: 'HostDiskFullSoon',
      dashboard: 'host',
      panels: ['Bytes left, foreseen', 'Disks in use'],
      expr: ({ limit, window, used }) => diskFullSoon({ window, seconds: limit }, used),
      summary: `${diskIs} will be full within a day.`,
      description: 'If it goes on as in the last hours. There is still time to find out what grows.',
    },
    {
      alert: 'HostInodesHigh',
      dashboard: 'host',
      panels: ['Inodes in use'],
      expr: ({ limit }) => `${inodes} > ${limit}`,
      summary: `${diskIs} has used ${share} of its inodes.`,
      description: 'Many small files. Without inodes no file can be made, however much room is left.',
    },
    {
      alert: 'HostInodesFull',
      dashboard: 'host',
      panels: ['Inodes in use'],
      expr: ({ limit }) => `${inodes} > ${limit}`,
      summary: `${diskIs} has used ${share} of its inodes.`,
      description: 'Soon no file can be made there: no log, no database, no upload.',
    },
    {
      alert: 'HostMemoryHigh',
      dashboard: 'host',
      panels: ['Memory in use'],
      expr: ({ limit }) => `${memory} > ${limit}`,
      summary: `${share} of the memory of {{ $labels.instance }} is in use.`,
      description: 'What the system could free at once is not counted. Little is left for its cache.',
    },
    {
      alert: 'HostMemoryFull',
      dashboard: 'host',
      panels: ['Memory in use'],
      expr: ({ limit }) => `${memory} > ${limit}`,
      summary: `${share} of the memory of {{ $labels.instance }} is in use.`,
      description: 'The system is about to kill a process, and may choose the gateway or a worker.',
    },
    {
      alert: 'HostLoadHigh',
      dashboard: 'host',
      panels: ['Load per core', 'CPU in use'],
      expr: ({ limit }) => `${loadPerCore} > ${limit}`,
      summary: '{{ $value | humanize }} tasks want each core of {{ $labels.instance }}.',
      description: 'Some of them wait. Everything on this machine becomes slower.',
    },
    {
      alert: 'HostLoadExtreme',
      dashboard: 'host',
      panels: ['Load per core', 'CPU in use'],
      expr: ({ limit }) => `${loadPerCore} > ${limit}`,
      summary: '{{ $value | humanize }} tasks want each core of {{ $labels.instance }}.',
      description: 'Most of them wait. Scrapes, probes and answers of a gateway there come too late.',
    },
    {
      alert: 'HostMetricsAbsent',
      dashboard: 'host',
      panels: ['Machines seen'],
      // Whoever was on the list within the window is known, so nobody is missed who never was.
      expr: ({ hostJob, window }) =>
        `max by (job, instance) (last_over_time(up{${hostJob}}[${window}])) unless on(job, instance) up{${hostJob}} == 1`,
      summary: 'Nothing is heard from the node exporter at {{ $labels.instance }}.',
      description: 'It is down, or no target any more, so no alert about its machine can fire.',
    },
  ],
};
