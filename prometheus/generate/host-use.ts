/** How much of a machine is in use, as alerts and panels ask the node exporter. */
export interface HostUse {
  readonly memory: string;
  readonly disk: string;
  readonly inodes: string;
  readonly loadPerCore: string;
  /** Bytes of a disk that will be left. */
  diskLeft(foresight: Foresight): string;
  /** Disks that will have no room left, once this share of them is in use. */
  diskFullSoon(foresight: Foresight, used: number): string;
}

/** So many seconds from now, by what was lost within the window. */
interface Foresight {
  readonly window: string;
  readonly seconds: number;
}

// What is on no disk is not our concern.
const onDisk = 'fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|nsfs|fuse.*"';

/** `where` says which machines: matchers, none for all. */
export function hostUse(...where: readonly string[]): HostUse {
  const series = (metric: string, ...more: readonly string[]) => {
    const matchers = [...where, ...more];
    return `node_${metric}${matchers.length === 0 ? '' : `{${matchers.join(',')}}`}`;
  };
  const disk = (metric: string) => series(`filesystem_${metric}`, onDisk);
  // A read-only image is full for ever.
  const writable = (expr: string) => `(${expr} unless ${disk('readonly')} == 1)`;
  const diskUsed = `1 - ${disk('avail_bytes')} / ${disk('size_bytes')}`;
  const foreseen = ({ window, seconds }: Foresight) =>
    `predict_linear(${disk('avail_bytes')}[${window}], ${seconds})`;
  return {
    memory: `(1 - ${series('memory_MemAvailable_bytes')} / ${series('memory_MemTotal_bytes')})`,
    disk: writable(diskUsed),
    // 0 of 0 on those that make inodes as they need them, which is no number.
    inodes: writable(`1 - ${disk('files_free')} / ${disk('files')}`),
    loadPerCore: `${series('load5')} / on(job, instance) count by (job, instance) (${series('cpu_seconds_total', 'mode="idle"')})`,
    diskLeft: (foresight) => writable(foreseen(foresight)),
    diskFullSoon: (foresight, used) => writable(`${foreseen(foresight)} < 0 and ${diskUsed} > ${used}`),
  };
}
