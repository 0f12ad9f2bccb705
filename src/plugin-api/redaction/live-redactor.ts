import { createRedactor, type Redactor } from './create-redactor.ts';
import type { OnRedaction } from './mask-spans.ts';

/** The redactor of a running gateway: everybody holds the same one, and what it knows may change. */
export interface LiveRedactor extends Redactor {
  /** Search for these from now on, and no longer for those given before. */
  know(secrets: Iterable<string>): void;
  /** Be told of every secret that is masked from now on. */
  watch(onRedaction: OnRedaction): void;
  /** Do something whose redactions are told to nobody. */
  unwatched<T>(task: () => T): T;
}

/** Make the redactor of a gateway. */
export function createLiveRedactor(secrets: Iterable<string> = []): LiveRedactor {
  let watching: OnRedaction = () => undefined;
  const onRedaction: OnRedaction = (rule) => watching(rule);
  let current = createRedactor({ knownSecrets: secrets, onRedaction });
  return {
    text: (text) => current.text(text),
    url: (url) => current.url(url),
    head: (text, maxChars) => current.head(text, maxChars),
    value: (value, options) => current.value(value, options),
    id: (id) => current.id(id),
    shape: (value) => current.shape(value),
    during: (told, task) => current.during(told, task),
    get skippedSecrets() {
      return current.skippedSecrets;
    },
    know: (fresh) => {
      current = createRedactor({ knownSecrets: fresh, onRedaction });
    },
    watch: (told) => {
      watching = told;
    },
    unwatched: (task) => {
      const told = watching;
      watching = () => undefined;
      try {
        return task();
      } finally {
        watching = told;
      }
    },
  };
}
