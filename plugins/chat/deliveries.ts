import type { ExchangeEvent } from 'glassgate/plugin-api';

/** Transport failures after which the worker has certainly not begun with the message. */
const neverArrived = new Set<ExchangeEvent['failure']>(['refused', 'dns', 'connect_timeout']);

/** What is known of the message that a request is sending. */
export interface Delivery extends Disposable {
  /** It was sent, and no try of it has shown what became of it. */
  readonly mayHaveArrived: boolean;
  /** Another message begins. */
  begin(): void;
}

/** Follows the messages of running requests, because an error alone does not say whether anything was sent. */
export class Deliveries {
  readonly #byRun = new Map<string, OpenDelivery>();

  open(runId: string): Delivery {
    const delivery = new OpenDelivery(() => {
      if (this.#byRun.get(runId) === delivery) this.#byRun.delete(runId);
    });
    this.#byRun.set(runId, delivery);
    return delivery;
  }

  /** Once an earlier try may have arrived, the refusal of a later one proves nothing. */
  saw({ runId, method, failure }: ExchangeEvent): void {
    if (runId === null || method !== 'POST' || failure === null || neverArrived.has(failure)) return;
    const state = this.#byRun.get(runId);
    if (state !== undefined) state.mayHaveArrived = true;
  }
}

class OpenDelivery implements Delivery {
  mayHaveArrived = false;
  readonly #close: () => void;

  constructor(close: () => void) {
    this.#close = close;
  }

  begin(): void {
    this.mayHaveArrived = false;
  }

  [Symbol.dispose](): void {
    this.#close();
  }
}
