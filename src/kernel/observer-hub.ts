import type { Observers } from '../plugin-api/observers.ts';
import type { Instruments } from './instruments.ts';

type Watcher = Observers & { readonly plugin: string };

/** Passes events to the observers of all plugins. What one throws is counted and goes no further. */
export class ObserverHub {
  readonly #watchers: Watcher[] = [];
  readonly #instruments: Instruments;

  constructor(instruments: Instruments) {
    this.#instruments = instruments;
  }

  watch(plugin: string, observers: Observers): void {
    this.#watchers.push({ plugin, ...observers });
  }

  tell<K extends keyof Observers>(kind: K, event: Parameters<NonNullable<Observers[K]>>[0]): void {
    for (const watcher of this.#watchers) {
      const observer = watcher[kind] as ((event: unknown) => void) | undefined;
      if (observer === undefined) continue;
      try {
        observer(event);
      } catch (error) {
        this.#instruments.observerFailed(watcher.plugin, error);
      }
    }
  }
}
