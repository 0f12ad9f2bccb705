/** One member of a line. Members leave from anywhere in constant time. */
export interface Place<T> {
  readonly value: T;
  before: Place<T> | undefined;
  behind: Place<T> | undefined;
}

/** First come, first served; whoever gives up leaves without a walk through the line. */
export class WaitingLine<T> {
  #first: Place<T> | undefined;
  #last: Place<T> | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get first(): Place<T> | undefined {
    return this.#first;
  }

  get last(): Place<T> | undefined {
    return this.#last;
  }

  join(value: T): Place<T> {
    const place: Place<T> = { value, before: this.#last, behind: undefined };
    if (this.#last === undefined) this.#first = place;
    else this.#last.behind = place;
    this.#last = place;
    this.#length += 1;
    return place;
  }

  /** The place must be in this line. */
  leave(place: Place<T>): void {
    if (place.before === undefined) this.#first = place.behind;
    else place.before.behind = place.behind;
    if (place.behind === undefined) this.#last = place.before;
    else place.behind.before = place.before;
    this.#length -= 1;
  }
}
