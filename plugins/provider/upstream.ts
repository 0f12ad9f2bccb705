import type { GlassgateError, LlmAnswer } from 'glassgate/plugin-api';
import { Circuit } from './circuit.ts';
import type { ProviderSettings } from './config.ts';
import { KeyAcceptance } from './key-acceptance.ts';

export interface Credential {
  readonly id: string;
  /** '' when there is none. */
  readonly key: string;
  readonly weight: number;
}

const upstreamReasons: readonly unknown[] = [
  'upstream_connect_failed',
  'upstream_protocol_error',
  'upstream_timeout',
];

/** One provider with one of its credentials. */
export class Upstream {
  readonly key: string;
  readonly circuit: Circuit;
  readonly acceptance: KeyAcceptance;
  provider: ProviderSettings;
  credential: Credential;
  #inFlight = 0;
  #lastUsed = 0;
  #requests = 0;
  #errors = 0;
  #lastStatus: number | undefined;

  constructor(provider: ProviderSettings, credential: Credential, now: () => number) {
    this.key = `${provider.id}/${credential.id}`;
    this.provider = provider;
    this.credential = credential;
    this.circuit = new Circuit(provider.circuit, now);
    this.acceptance = new KeyAcceptance(now);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get requests(): number {
    return this.#requests;
  }

  get errors(): number {
    return this.#errors;
  }

  get lastStatus(): number | undefined {
    return this.#lastStatus;
  }

  get isConfigured(): boolean {
    return this.provider.credential_mode !== 'gateway' || this.credential.key !== '';
  }

  get load(): number {
    return (this.#inFlight + 1) / (this.credential.weight * this.provider.weight);
  }

  get lastUsed(): number {
    return this.#lastUsed;
  }

  follow(provider: ProviderSettings, credential: Credential): void {
    if (credential.key !== this.credential.key) this.acceptance.forget();
    this.provider = provider;
    this.credential = credential;
    this.circuit.settings = provider.circuit;
  }

  /** Why it cannot be used now; undefined when it can. */
  hindrance(): string | undefined {
    if (!this.isConfigured) return 'no key configured';
    if (this.circuit.isPassable) return undefined;
    return this.circuit.state === 'open'
      ? 'ejected after failures'
      : 'a request is trying whether it is back';
  }

  began(turn: number): void {
    this.#inFlight += 1;
    this.#requests += 1;
    this.#lastUsed = turn;
    this.circuit.began();
  }

  answered({ status, outcome }: LlmAnswer): void {
    this.#inFlight -= 1;
    this.#lastStatus = status;
    // What a provider thinks of the key of one client says nothing of the others.
    if (this.provider.credential_mode === 'gateway') this.acceptance.answered(status);
    if (status >= 500 || outcome === 'upstream_abort' || outcome === 'idle_timeout') this.#broke();
    else this.circuit.passed();
  }

  failed(error: GlassgateError): void {
    this.#inFlight -= 1;
    // A full queue of ours, or a client that left, says nothing of the provider.
    if (upstreamReasons.includes(error.details['reason'])) this.#broke();
    else this.circuit.ended();
  }

  #broke(): void {
    this.#errors += 1;
    this.circuit.failed();
  }
}

export function credentialsOf(provider: ProviderSettings): readonly Credential[] {
  if (provider.credentials.length > 0) return provider.credentials;
  return [{ id: 'main', key: provider.api_key ?? '', weight: 1 }];
}
