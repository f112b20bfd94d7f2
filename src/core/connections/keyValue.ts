import type { RedisProfile } from './profile';

/** A read-only view of one Redis connection: the commands we use, nothing that writes, never KEYS. */
export interface RedisClient {
  /** INFO, parsed: section → field → text. */
  info(signal?: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** Length of a list, or members of a sorted set or a set; 0 when the key is missing. Keys are full physical names. */
  length(key: string, type: 'list' | 'zset' | 'set', signal?: AbortSignal): Promise<number>;
  /** DBSIZE of the selected database. */
  size(signal?: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

export interface RedisConnector {
  connect(
    profile: RedisProfile,
    password: string | undefined,
    options: { signal?: AbortSignal; timeoutMs: number },
  ): Promise<RedisClient>;
}
