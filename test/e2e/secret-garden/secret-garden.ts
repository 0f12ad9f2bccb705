import { randomBytes } from 'node:crypto';

type Form = (secret: string) => string;

/** How secrets look in the wild. Put together here, so that no file looks like a leak. */
const forms: readonly Form[] = [
  (secret) => `s${'k-'}proj-${secret}`,
  (secret) => `use socks5://bob:${secret}@10.0.0.1:1080 now`,
  (secret) => `pass${'word'}=${secret}`,
  (secret) => `sent Bearer ${secret}`,
  (secret) => JSON.stringify({ note: 1, api_key: secret }),
  (secret) => `https://h.example.com/cb?x=1&token=${secret}&y=2`,
  (secret) => `Cookie: theme=dark; sid=${secret}`,
  (secret) => JSON.stringify(JSON.stringify({ client_secret: secret })),
];

export interface Leak {
  readonly sink: string;
  readonly place: string;
}

/** Plants secrets that nobody else has, and finds them again. */
export class SecretGarden {
  readonly #places = new Map<string, string>();
  #turn = 0;

  get size(): number {
    return this.#places.size;
  }

  /** Give the places that come next other forms than they had before. */
  rotate(): void {
    this.#turn += 1;
  }

  /** A bare secret: nothing around it tells that it is one. */
  bare(place: string): string {
    const secret = `Zq${randomBytes(15).toString('hex')}kW`;
    this.#places.set(secret, place);
    return secret;
  }

  /** A token as providers issue them: one word. */
  token(place: string): string {
    return (forms[0] as Form)(this.bare(place));
  }

  /** The URL of a proxy with its password. */
  proxy(place: string): string {
    return `socks5://bob:${this.bare(place)}@127.0.0.1:1`;
  }

  /** A text with a secret in it, in another form each time. */
  text(place: string): string {
    this.#turn += 1;
    const form = forms[this.#turn % forms.length] as Form;
    return form(this.bare(place));
  }

  /** An object with secrets in values, keys and depths. */
  object(place: string): Record<string, unknown> {
    return {
      note: this.text(`${place}, a text`),
      password: this.bare(`${place}, a secret key`),
      deep: [
        { Authorization: this.bare(`${place}, a deep secret key`), list: [this.text(`${place}, a list`)] },
      ],
      [this.token(`${place}, the name of a key`)]: 1,
    };
  }

  /** Every secret that stands in a text, by the place where it was planted. */
  leaksIn(sink: string, text: string): Leak[] {
    const leaks: Leak[] = [];
    for (const [secret, place] of this.#places) {
      const base64 = Buffer.from(secret).toString('base64').slice(0, -4);
      if ([secret, secret.slice(0, 16), secret.slice(-16), base64].some((piece) => text.includes(piece))) {
        leaks.push({ sink, place });
      }
    }
    return leaks;
  }
}
