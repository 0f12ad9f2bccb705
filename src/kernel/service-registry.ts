import type { Provide, Service, Use } from '../plugin-api/service.ts';

/** Services that plugins offer each other, and what is wrong with them once all are set up. */
export class ServiceRegistry {
  readonly #implementations = new Map<string, { plugin: string; implementation: unknown }>();
  readonly #users: { plugin: string; id: string }[] = [];
  readonly #problems: string[] = [];

  provideFor(plugin: string): Provide {
    return (service, implementation) => {
      const other = this.#implementations.get(service.id);
      if (other === undefined) this.#implementations.set(service.id, { plugin, implementation });
      else this.#problems.push(`Plugins '${other.plugin}' and '${plugin}' both offer '${service.id}'.`);
    };
  }

  useFor(plugin: string): Use {
    return <T>(service: Service<T>) => {
      const { whenAbsent } = service;
      if (whenAbsent === undefined) this.#users.push({ plugin, id: service.id });
      return () => {
        const found = this.#implementations.get(service.id);
        if (found === undefined) {
          if (whenAbsent !== undefined) return whenAbsent;
          throw new Error(`Plugin '${plugin}' asked for '${service.id}' before all plugins were set up.`);
        }
        return found.implementation as T;
      };
    };
  }

  /** What some plugin offers, for the core; undefined when none does. */
  find<T>(service: Service<T>): T | undefined {
    return this.#implementations.get(service.id)?.implementation as T | undefined;
  }

  problems(): string[] {
    const missing = this.#users.filter(({ id }) => !this.#implementations.has(id));
    return [
      ...this.#problems,
      ...missing.map(({ plugin, id }) => `Plugin '${plugin}' uses '${id}', but no plugin offers it.`),
    ];
  }
}
