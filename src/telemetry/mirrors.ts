export interface Mirrors {
  add(metric: string, read: () => void): void;
  /** Reads every mirrored gauge; one that throws is counted and stops no other. */
  read(): void;
}

export interface MirrorEvents {
  onAdded(metric: string): void;
  onFailed(metric: string): void;
}

/** Gauges that show a state which lives elsewhere: read with each scrape. */
export function createMirrors({ onAdded, onFailed }: MirrorEvents): Mirrors {
  const readers: { readonly metric: string; readonly read: () => void }[] = [];
  return {
    add: (metric, read) => {
      readers.push({ metric, read });
      onAdded(metric);
    },
    read: () => {
      for (const { metric, read } of readers) {
        try {
          read();
        } catch {
          // The scrape is worth more than one gauge, and the counter has its alert.
          onFailed(metric);
        }
      }
    },
  };
}
