import type { ConfigDoubt, ConfigSurroundings } from 'glassgate/plugin-api';
import { z } from 'zod';
import type { ProfileConfig } from './config.ts';

const listed = z.array(z.object({ id: z.coerce.string() }));

/** Profiles that no container will ever serve, and a pool without any. */
export function profileDoubts(
  profiles: readonly ProfileConfig[],
  { root }: ConfigSurroundings,
): ConfigDoubt[] {
  const containers = listed.safeParse(root['containers']).data;
  if (profiles.length === 0 && containers !== undefined && containers.length > 0) {
    return [{ path: ['profiles'], message: 'There is no profile; every solve will be refused.' }];
  }
  // The list of another plugin than the bundled one may look different.
  if (containers === undefined) return [];
  const known = new Set(containers.map(({ id }) => id));
  return profiles.flatMap(({ allowed_containers: allowed }, index) =>
    allowed.flatMap((id, place) =>
      known.has(id)
        ? []
        : [
            {
              path: ['profiles', index, 'allowed_containers', place],
              message: `There is no container '${id}'.`,
            },
          ],
    ),
  );
}
