import type { Surroundings } from '../system.ts';

export interface Pool {
  readonly config: object;
  /** Files that the config names. */
  readonly files: Readonly<Record<string, string>>;
  readonly profileIds: readonly string[];
  /** Containers that each profile may use. */
  readonly containersPerProfile: number;
}

// Every profile gets a chat in every container it may use, so small groups keep the start short.
const group = { profiles: 16, containers: 20 };

/** A profile for each connection, and a quarter more containers than that: no request is ever refused. */
export function poolOf({
  workerUrl,
  maxConnections,
}: Pick<Surroundings, 'workerUrl' | 'maxConnections'>): Pool {
  const profileIds = Array.from({ length: maxConnections }, (_, index) => `p${padded(index)}`);
  const groupCount = Math.ceil(maxConnections / group.profiles);
  const containerIds = Array.from(
    { length: groupCount * group.containers },
    (_, index) => `w${padded(index)}`,
  );
  const containersOf = (index: number) => {
    const first = Math.floor(index / group.profiles) * group.containers;
    return containerIds.slice(first, first + group.containers);
  };
  const config = {
    containers: containerIds.map((id) => ({ id, base_url: `${workerUrl}/${id}` })),
    profiles: profileIds.map((id, index) => ({
      profile_id: id,
      profile_value: `/data/profiles/${id}`,
      allowed_containers: containersOf(index),
    })),
    // No chat is ever used up: a start prompt within the measurement would be a second message.
    prompts: [{ prompt_id: 'default', file: './start.txt', default_max_chat_uses: 1_000_000_000 }],
  };
  const files = { 'start.txt': 'You answer questions of other programs.\n' };
  return { config, files, profileIds, containersPerProfile: group.containers };
}

function padded(index: number): string {
  return String(index).padStart(3, '0');
}
