import { assignments } from './assignments.ts';
import { headers } from './headers.ts';
import { privateKeys } from './private-keys.ts';
import { tokens } from './tokens.ts';
import { urls } from './urls.ts';
import type { Vector } from './vector.ts';

export const vectors: readonly Vector[] = [...urls, ...headers, ...assignments, ...privateKeys, ...tokens];
