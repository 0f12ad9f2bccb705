import { taskPaths, type WorkerRule, type WorkerScript } from './worker-script.ts';

/** Plays a worker script: says what to do with the next request, and counts it. */
export interface ScriptPlayer {
  play(script: WorkerScript): void;
  readonly delayMs: number;
  takeRule(path: string): WorkerRule | undefined;
  /** True when the next POST must be refused. */
  takeBusyPost(): boolean;
  /** True when the next status must say busy. */
  takeBusyStatus(): boolean;
}

export function createScriptPlayer(initial: WorkerScript = {}): ScriptPlayer {
  let delayMs = 0;
  let rules: { readonly rule: WorkerRule; left: number }[] = [];
  let busyPosts = 0;
  let busyStatus = 0;

  const play = (script: WorkerScript) => {
    delayMs = script.delayMs ?? 0;
    rules = (script.rules ?? []).map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }));
    busyPosts = count(script.busy?.posts);
    busyStatus = count(script.busy?.status);
  };
  play(initial);

  return {
    play,
    get delayMs() {
      return delayMs;
    },
    takeRule: (path) => {
      const found = rules.find(({ rule, left }) => left > 0 && fits(rule, path));
      if (found !== undefined) found.left -= 1;
      return found?.rule;
    },
    takeBusyPost: () => {
      if (busyPosts === 0) return false;
      busyPosts -= 1;
      return true;
    },
    takeBusyStatus: () => {
      if (busyStatus === 0) return false;
      busyStatus -= 1;
      return true;
    },
  };
}

function fits(rule: WorkerRule, path: string): boolean {
  const paths: readonly string[] = rule.paths ?? taskPaths;
  return paths.includes(path);
}

function count(value: boolean | number | undefined): number {
  if (typeof value === 'number') return value;
  return value === true ? Number.POSITIVE_INFINITY : 0;
}
