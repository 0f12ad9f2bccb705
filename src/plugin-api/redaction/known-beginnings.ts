import { tailCount } from './tails.ts';

/** Tells where a known secret may begin, while a text is read for other reasons. */
export interface KnownBeginnings {
  /** 1 for the tails of the first three characters of secrets. */
  readonly tails: Uint8Array;
  /** True where so much of a secret stands as is taken for one. */
  readonly beginsAt: (text: string, index: number) => boolean;
}

/** For those who know no secret. */
export const unknownBeginnings: KnownBeginnings = {
  tails: new Uint8Array(tailCount),
  beginsAt: () => false,
};
