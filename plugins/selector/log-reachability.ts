import type { SetupContext } from 'glassgate/plugin-api';
import type { ContainerView } from './container-view.ts';

/** A line when a container stops answering, and one when it answers again. */
export function logReachability(
  log: SetupContext<unknown>['log'],
  { id, isReachable, reason }: Pick<ContainerView, 'id' | 'isReachable' | 'reason'>,
): void {
  if (isReachable) log.info({ event: 'container.up', container_id: id }, 'container answers again');
  else log.warn({ event: 'container.down', container_id: id, reason }, 'container does not answer');
}
