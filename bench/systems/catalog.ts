import type { System } from '../system.ts';
import { direct } from './direct.ts';
import { expressHpm } from './express-hpm.ts';
import { glassgate, glassgateBare } from './glassgate.ts';
import { nginx } from './nginx.ts';

/** Everything that can be measured, in the order of the table. */
export const catalog: readonly System[] = [direct, nginx, expressHpm, glassgateBare, glassgate];
