import type { SetupContext } from 'glassgate/plugin-api';
import type { ContainerState, ContainerView } from './container-view.ts';

/** A line when a container stops answering, one when it answers again, and at level `debug` one for each change. */
export function logState(
  log: SetupContext<unknown>['log'],
  { id, state, isReachable, reason }: Pick<ContainerView, 'id' | 'state' | 'isReachable' | 'reason'>,
  former: ContainerState,
): void {
  const seen = { container_id: id, from: former, to: state, reason };
  log.debug({ event: 'container.state_changed', ...seen }, 'container changed');
  if (isReachable === (former !== 'unreachable')) return;
  if (isReachable) log.info({ event: 'container.up', container_id: id }, 'container answers again');
  else log.warn({ event: 'container.down', container_id: id, reason }, 'container does not answer');
}
