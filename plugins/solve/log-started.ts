import type { SetupContext, SolveRequest } from 'glassgate/plugin-api';
import { askedFields } from './log-finished.ts';
import { factsOf } from './run-facts.ts';

const maxIdChars = 200;

/** A valid body: what follows is the solve itself. */
export function logStarted(
  log: SetupContext<unknown>['log'],
  requestId: string,
  request: SolveRequest,
): void {
  if (!log.isLevelEnabled('debug')) return;
  const line = {
    request_id: requestId,
    ...askedFields(factsOf(request)),
    profile_id: request.profileId?.slice(0, maxIdChars),
  };
  log.debug({ event: 'solve.started', ...line }, 'solve started');
}
