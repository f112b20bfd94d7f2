/** A server that answers on 127.0.0.1. */
export interface Running {
  kind: 'running';
  host: string;
  port: number;
  /** Unix socket path. */
  socket?: string;
  user: string;
  password: string;
  /** As the server says it: `10.11.19-MariaDB-0+deb12u1`, `9.7.4`, `7.0.15`. */
  version: string;
  /** Ends it in order; waits at most 15 s before it is killed. */
  stop(): Promise<void>;
}

/** A server that could not be had: what it is, the command that installs it, and why it is not there. */
export interface Missing {
  kind: 'missing';
  what: string;
  install: string;
  reason: string;
}

export type Server = Running | Missing;

interface Common {
  /** Extra command-line options of the server. */
  extraArgs?: string[];
  log?: (line: string) => void;
  signal?: AbortSignal;
}

export interface MariadbOptions extends Common {
  /** Created when missing, used again when there. */
  dataDir: string;
  performanceSchema: boolean;
  /** A free one when left out. */
  port?: number;
}

export interface RedisOptions extends Common {
  dataDir: string;
  password?: string;
  port?: number;
}

export interface MysqlOptions extends Common {
  /** Where Debian unstable is unpacked; kept between runs. */
  rootDir?: string;
  /** Inside rootDir; a fresh one for this process when left out. */
  dataDir?: string;
}

export interface LaravelOptions {
  /** Where Debian unstable is unpacked; kept between runs. */
  rootDir?: string;
  log?: (line: string) => void;
  signal?: AbortSignal;
}

/** Laravel with its PHP, in a folder to chroot into. */
export type Laravel = { kind: 'there'; rootDir: string; version: string } | Missing;

export declare const cacheDir: string;
export declare function startMariadb(options: MariadbOptions): Promise<Server>;
export declare function startRedis(options: RedisOptions): Promise<Server>;
export declare function startMysql(options?: MysqlOptions): Promise<Server>;
export declare function findLaravel13(options?: LaravelOptions): Promise<Laravel>;
export declare function ensurePackages(
  names: string[],
  log?: (line: string) => void,
  signal?: AbortSignal,
): Promise<{ kind: 'installed' } | { kind: 'missing'; install: string; reason: string }>;
export declare function freePort(): Promise<number>;
/** Removes the folders `<name>-<pid>` of earlier runs whose process is gone, and ends their servers. */
export declare function sweep(runsDir: string): Promise<void>;
