import type { Counter } from 'prom-client';

export interface Collectors {
  add(plugin: string, collect: () => void): void;
  /** Runs every callback; what one throws is counted and stops no other. */
  collect(): void;
}

/** Callbacks of plugins that set their gauges before a scrape. */
export function createCollectors(errors: Counter<'plugin'>): Collectors {
  const callbacks: { readonly plugin: string; readonly collect: () => void }[] = [];
  return {
    add: (plugin, collect) => {
      callbacks.push({ plugin, collect });
    },
    collect: () => {
      for (const { plugin, collect } of callbacks) {
        try {
          collect();
        } catch {
          // The scrape is worth more than one gauge, and the counter has its alert.
          errors.inc({ plugin });
        }
      }
    },
  };
}
