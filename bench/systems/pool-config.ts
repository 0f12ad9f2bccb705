import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dump } from 'js-yaml';

export interface PoolOptions {
  readonly workerUrl: string;
  readonly maxConnections: number;
  readonly ioLog: boolean;
}

export interface Pool {
  readonly configPath: string;
  readonly profileIds: readonly string[];
  /** Containers that each profile may use. */
  readonly containersPerProfile: number;
}

// Every profile gets a chat in every container it may use, so small groups keep the start short.
const group = { profiles: 16, containers: 20 };

/** A profile for each connection, and a quarter more containers than that: no request is ever refused. */
export async function writePoolConfig(dir: string, options: PoolOptions): Promise<Pool> {
  const { workerUrl, maxConnections, ioLog } = options;
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
    container_io_log: { enabled: ioLog, dir: './container-io', include_bodies: true, redact_secrets: true },
  };
  const configPath = join(dir, 'config.yaml');
  await writeFile(join(dir, 'start.txt'), 'You answer questions of other programs.\n');
  await writeFile(configPath, dump(config));
  return { configPath, profileIds, containersPerProfile: group.containers };
}

function padded(index: number): string {
  return String(index).padStart(3, '0');
}
