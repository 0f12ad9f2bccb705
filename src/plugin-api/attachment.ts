/**
 * One value for each of many short-lived objects, kept on the object itself. A WeakMap whose values lead back to
 * their keys lets a minor collection free none of them: all that a request has made would then wait for a major one.
 */
export class Attachment<Owner extends object, Value> {
  readonly #key = Symbol('attachment');

  of(owner: Owner): Value | undefined {
    return (owner as { readonly [key: symbol]: Value | undefined })[this.#key];
  }

  set(owner: Owner, value: Value): void {
    (owner as { [key: symbol]: Value })[this.#key] = value;
  }
}
