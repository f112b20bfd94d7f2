import type { Origin } from '../laravel/value';

/** Where a password is. The secret itself never enters a profile, a tree, a log or a message. */
export type SecretRef =
  /** Written in the application's own files: read again when connecting, by config path ("database.connections.mysql.password"). */
  | { readonly kind: 'config'; readonly path: string }
  /** Kept by the editor, under a key that binds it to host, port and user: a changed host never receives an old password. */
  | { readonly kind: 'stored'; readonly key: string }
  | { readonly kind: 'none' };

export type Address =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'socket'; readonly path: string };

/** "127.0.0.1:3306", "[::1]:3306" or a socket's path. */
export function addressText(address: Address): string {
  if (address.kind === 'socket') return address.path;
  return `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
}

export interface TlsOptions {
  /** Paths as configured; the node floor reads them when connecting. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly verify: boolean;
}

/** A MySQL or MariaDB server as one connection of the application reaches it. */
export interface SqlProfile {
  /** Unique in its project: "<environment>/mysql", with "#read1" for read hosts. */
  readonly id: string;
  /** Laravel's connection name. */
  readonly connection: string;
  /** Laravel's driver; the real server kind is asked from the server. */
  readonly driver: 'mysql' | 'mariadb';
  /** `write` where the connection splits reads from writes, else `both`. */
  readonly serves: 'read' | 'write' | 'both';
  readonly address: Address;
  readonly user: string;
  readonly password: SecretRef;
  readonly database?: string;
  readonly tls?: TlsOptions;
  readonly charset: string;
  /** Table prefix. */
  readonly prefix: string;
  /** Where the address was written, for messages and "Go to Source". */
  readonly origins: readonly Origin[];
}

/** A Redis server, cluster or sentinel set as one connection of the application reaches it. */
export interface RedisProfile {
  readonly id: string;
  /** Laravel's connection name: "default", "cache". */
  readonly connection: string;
  readonly topology:
    | { readonly kind: 'single'; readonly address: Address }
    | { readonly kind: 'cluster'; readonly nodes: readonly Address[] }
    | { readonly kind: 'sentinel'; readonly sentinels: readonly Address[]; readonly service: string };
  readonly user?: string;
  readonly password: SecretRef;
  readonly database: number;
  /** Client prefix (`database.redis.options.prefix`); undefined when it cannot be known. */
  readonly prefix?: string;
  readonly tls?: TlsOptions;
  readonly origins: readonly Origin[];
}

/** A connection that is configured and cannot be used from here, with the reason for people. */
export interface UnusableConnection {
  readonly connection: string;
  readonly reason: string;
  readonly origins: readonly Origin[];
}
