import { type MetricFactory, openSets } from 'glassgate/plugin-api';
import type { Sources } from './candidate.ts';
import { type ProfileState, profileMetrics, profileStates } from './metrics.ts';
import type { KnownProfile } from './profiles.ts';

/** Declares the metrics of profiles. The returned function says that the configuration has changed. */
export function declareProfileMetrics(metrics: MetricFactory, { profiles, chats }: Sources): () => void {
  const gauges = metrics.declare(profileMetrics);
  const stateOf = (known: KnownProfile): ProfileState => {
    if (known.isPendingReplace) return 'pending_replace';
    if (known.maxUses !== undefined && known.usesCount >= known.maxUses) return 'exhausted';
    return chats().blockade(known.profile.id) === undefined ? 'available' : 'blocked';
  };
  gauges.profiles.mirror(() => {
    const counts = { available: 0, exhausted: 0, pending_replace: 0, blocked: 0 };
    for (const known of profiles.byUses()) counts[stateOf(known)] += 1;
    return profileStates.map((state) => [{ state }, counts[state]]);
  });
  gauges.usesRatio.mirror(() =>
    profiles
      .byUses()
      .flatMap(({ profile, usesCount, maxUses }) =>
        maxUses === undefined ? [] : [[{ profile_id: profile.id }, maxUses > 0 ? usesCount / maxUses : 1]],
      ),
  );
  const retain = () =>
    metrics.retain(
      openSets.profiles,
      profiles.byUses().map(({ profile }) => profile.id),
    );
  retain();
  return retain;
}
