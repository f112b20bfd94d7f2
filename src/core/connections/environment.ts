import type { RedisProfile, SqlProfile, UnusableConnection } from './profile';

export type Role = 'local' | 'staging' | 'production';

/** One place where the application runs, as we know it: its own `.env`, or one named in settings. */
export interface Environment {
  /** Unique in its project: ".env" for the implicit one, else the id from settings. */
  readonly id: string;
  readonly name: string;
  /** What is known: from settings, or APP_ENV written in the file. Diagnostics act on this alone. */
  readonly role: Role | 'unknown';
  /** Why it may be production although nobody said so. Safety rails act on this. */
  readonly suspicions: readonly string[];
  /** The environment file, when there is one. */
  readonly envFile?: string;
  /** The application's default connection first. */
  readonly sql: readonly SqlProfile[];
  readonly redis: readonly RedisProfile[];
  readonly unusable: readonly UnusableConnection[];
  /** Laravel's default connection name, when known. */
  readonly defaultConnection?: string;
}

/**
 * The server that statements are read from: the default connection's, the writing one where it splits. An application
 * whose default connection is another database's is not asked through one that it may never use: Laravel's own files
 * describe a `mysql` connection to 127.0.0.1 as root in every application.
 */
export function usedSqlProfile({
  sql,
  defaultConnection,
}: Pick<Environment, 'sql' | 'defaultConnection'>): SqlProfile | undefined {
  return defaultConnection === undefined ? sql[0] : sql.find(({ connection }) => connection === defaultConnection);
}

/** What every action must assume: known production, or suspected; nothing known and nothing suspicious counts as local. */
export function treatAs(environment: Pick<Environment, 'role' | 'suspicions'>): Role {
  if (environment.role !== 'unknown') return environment.role;
  return environment.suspicions.length > 0 ? 'production' : 'local';
}
