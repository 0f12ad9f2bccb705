/** A typed name for something one plugin offers to others. A plugin never imports another plugin. */
export interface Service<T> {
  readonly id: string;
  /** What is used when no plugin provides it. Without one, a used service that nobody provides fails the boot. */
  readonly whenAbsent?: T;
  /** Carries the type only. Never set. */
  readonly $type?: T;
}

/** Define a service token. One plugin provides it; users can do without it when it has a `whenAbsent`. */
export function defineService<T>(id: string, whenAbsent?: T): Service<T> {
  return whenAbsent === undefined ? { id } : { id, whenAbsent };
}

/** Register the implementation of a service. Call it in `setup`. */
export type Provide = <T>(service: Service<T>, implementation: T) => void;

/**
 * Ask for a service in `setup`; call the returned function later, when every plugin is set up. That way the
 * order of the plugins decides the order of the stages and nothing else.
 */
export type Use = <T>(service: Service<T>) => () => T;
