import type { ChainReport } from '../base/chain';
import type { BackupCatalog } from '../backups/catalog';
import type { DrillRecord } from '../backups/drill/record';
import type { RunbookState } from '../backups/runbook/state';
import type { VerifyReport } from '../backups/verify/report';
import type { Finding } from '../finding';
import type { LaravelProject } from '../laravel/project';
import type { Decision } from '../lint/decision';
import type { LiveFacts } from '../lint/liveFacts';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../lint/rule';
import type { SourceState } from '../queries/sources/sourceState';

/**
 * What was found out so far about one environment of an application. What was not looked at is left out: checks that
 * need it answer Unknown. Plain data but for `context`.
 */
export interface AssessmentFacts {
  readonly now: Date;
  readonly backups?: BackupCatalog;
  /** Every drill on record in order, and whether the record is whole. */
  readonly drills?: {
    readonly records: readonly DrillRecord[];
    readonly chain: ChainReport;
    /** Id of the judged environment as drills name it; that of `files` when left out. */
    readonly environment?: string;
  };
  /** Verifications on record; several of one archive are possible. */
  readonly verifications?: readonly VerifyReport[];
  /** The runbook that Laravel Ops writes, against the configuration as it is now. */
  readonly runbook?: { readonly file: string; readonly state: RunbookState };
  readonly files?: FileFacts;
  /** What a connection told about the default database's tables. */
  readonly live?: LiveFacts;
  readonly database?: DatabaseFacts;
  readonly redis?: RedisFacts;
  /** Accepted risks, expired ones included. */
  readonly decisions?: readonly Decision[];
}

/** What the application's files say, and what the rules found in them. */
export interface FileFacts {
  readonly context: RuleContext;
  /** Id of the environment that is judged; the application's own when left out. */
  readonly environment?: string;
  /** Findings of all rules that were run, the accepted ones included. */
  readonly findings: readonly Finding[];
  /** The rules that were run. */
  readonly rules: readonly Rule[];
  /** Relative paths of files that a person would call a runbook for recovery, when somebody looked for them. */
  readonly runbooks?: readonly { readonly file: string }[];
}

/** What the default connection's server says of itself. */
export interface DatabaseFacts {
  readonly flavor: 'mysql' | 'mariadb';
  /** SHOW GLOBAL VARIABLES: names in lower case. What the login may not see is missing. */
  readonly variables: Readonly<Record<string, string>>;
  /** SHOW GLOBAL STATUS: names in lower case. */
  readonly status: Readonly<Record<string, string>>;
  /** Statements by load, when the server keeps them. */
  readonly statements?: {
    /** "performance_schema" */
    readonly source: string;
    readonly digests: number;
    /** Share of the server's load that has a name, 0 to 1: MariaDB keeps no text of prepared statements. */
    readonly named?: number;
    /** Shortened texts of those that cost most. */
    readonly top: readonly { readonly text: string; readonly loadShare: number }[];
  };
  /** What keeps statements on this server, and what would: from `describeSources`. */
  readonly sources?: readonly Pick<
    SourceState,
    'id' | 'title' | 'usable' | 'live' | 'detail' | 'why' | 'next' | 'sql'
  >[];
  /** Which indexes were read; `reason`: why that is not known. */
  readonly indexUse?:
    | {
        /** ISO 8601 */
        readonly since: string;
        /** Since when it counts is certain. */
        readonly certain: boolean;
        /** Indexes without a read that forbid nothing: "orders.user_id_index". */
        readonly unused: readonly string[];
      }
    | { readonly reason: string };
  /** When the optimizer's statistics of each table were computed, ISO 8601; undefined where the login may not see it. */
  readonly statisticsAge?: readonly { readonly table: string; readonly at: string }[];
  /** Tables of the application's schema without a primary key; undefined when it was not asked. */
  readonly withoutPrimaryKey?: readonly string[];
  /** Largest share, 0 to 1, of an auto-increment column's range that is used, by table. */
  readonly autoIncrement?: readonly { readonly table: string; readonly share: number }[];
  /** Indexes of which another one holds the same leading columns: "orders.user_id_index". */
  readonly duplicateIndexes?: readonly string[];
}

/** What the Redis server of the cache says of itself: INFO's fields. */
export interface RedisFacts {
  readonly usedMemoryBytes?: number;
  /** Undefined when there is no limit, or it is not said. */
  readonly maxMemoryBytes?: number;
  readonly policy?: string;
  /** 0 to 1, since the server started. */
  readonly hitRatio?: number;
  /** Names of what the application keeps on this server: "cache", "queue", "session". */
  readonly serves?: readonly string[];
  readonly queues?: readonly { readonly name: string; readonly waiting: number }[];
}

/** The environment that is judged; undefined when no environment file counts. */
export function environmentOf({ context, environment }: FileFacts): EvaluatedEnvironment | undefined {
  if (environment !== undefined) return context.environments.find(({ id }) => id === environment);
  const own = context.project.env?.file;
  return context.environments.find(({ envFile }) => envFile === own) ?? context.environments[0];
}

/** The application as it is in the environment that is judged. */
export function projectOf(files: FileFacts): LaravelProject {
  return environmentOf(files)?.project ?? files.context.project;
}
