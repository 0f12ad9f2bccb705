import type { SolveContainer } from 'glassgate/plugin-api';
import type { ContainerView } from './container-view.ts';

interface Present {
  readonly byId: ReadonlyMap<string, ContainerView>;
  /** Kept true: removed ones come in, those that are there again go out. */
  readonly draining: Set<ContainerView>;
  readonly newView: (container: SolveContainer) => ContainerView;
}

/** The views of a new configuration: what is known of containers that stay is kept, removed ones drain. */
export function reloadedViews(containers: readonly SolveContainer[], present: Present): ContainerView[] {
  const views = containers.map((container) => viewOf(container, present));
  const staying = new Set(views.map(({ id }) => id));
  for (const view of present.byId.values()) {
    if (staying.has(view.id)) continue;
    view.isDraining = true;
    if (view.reservedBy !== undefined) present.draining.add(view);
  }
  return views;
}

function viewOf(container: SolveContainer, { byId, draining, newView }: Present): ContainerView {
  const known = byId.get(container.id) ?? [...draining].find(({ id }) => id === container.id);
  if (known === undefined) return newView(container);
  draining.delete(known);
  known.isDraining = false;
  // Another address is another worker: nothing that was seen says anything about it.
  if (known.container.baseUrl !== container.baseUrl) known.saw('unknown');
  known.container = container;
  return known;
}
