export interface WatchedParsing extends Disposable {
  /** Lengths of the texts that were parsed meanwhile. */
  readonly lengths: readonly number[];
}

/** Sees what is given to `JSON.parse` in this process until it is disposed of. */
export function watchParsing(): WatchedParsing {
  const { parse } = JSON;
  const lengths: number[] = [];
  JSON.parse = (text, reviver) => {
    lengths.push(text.length);
    return parse(text, reviver);
  };
  return {
    lengths,
    [Symbol.dispose]: () => {
      JSON.parse = parse;
    },
  };
}
