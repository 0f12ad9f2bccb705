export interface ByteBudget {
  /** False when the budget is spent. A single piece larger than the whole budget is taken when nothing else is. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export function createByteBudget(limitBytes: number): ByteBudget {
  let used = 0;
  return {
    take: (bytes) => {
      if (used > 0 && used + bytes > limitBytes) return false;
      used += bytes;
      return true;
    },
    give: (bytes) => {
      used -= bytes;
    },
  };
}
