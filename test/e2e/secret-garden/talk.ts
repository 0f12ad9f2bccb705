export interface Told {
  readonly status: number;
  /** Headers and body of the answer. */
  readonly text: string;
}

interface Answer {
  readonly final?: { text: string } | null;
  readonly attempts?: { result_text: string | null }[] | null;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Talks to a gateway and writes down everything that it answers, but for the text that a client paid for. */
export class Talk {
  readonly told: string[] = [];
  readonly statuses: number[] = [];
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url;
    this.#key = key;
  }

  async ask(path: string, { method, headers, body }: Asked = {}): Promise<Told> {
    const isText = typeof body === 'string';
    const response = await fetch(`${this.#url}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    });
    const text = `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`;
    this.statuses.push(response.status);
    this.told.push(text);
    return { status: response.status, text };
  }

  /** POST /v1/solve. Returns the text of the answer, which is the client's own and no leak. */
  async solve(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<string | undefined> {
    const response = await fetch(`${this.#url}/v1/solve`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#key}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const answer = (await response.json()) as Answer;
    this.statuses.push(response.status);
    const final: string | undefined = answer.final?.text;
    if (answer.final) answer.final.text = '';
    for (const attempt of answer.attempts ?? []) attempt.result_text = '';
    this.told.push(`${response.status} ${JSON.stringify([...response.headers])} ${JSON.stringify(answer)}`);
    return final;
  }
}
