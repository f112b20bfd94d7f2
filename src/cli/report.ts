import type { CheckOutcome, Grade } from '../core/assessment/area';
import type { Role } from '../core/connections/environment';
import type { Severity } from '../core/finding';
import type { LaravelVersion } from '../core/laravel/project';

// What `status --json` prints. Additions keep the schema version; a change of meaning raises it. `null` says "not known".

export interface StatusReport {
  readonly schemaVersion: 1;
  readonly version: string;
  /** ISO 8601, UTC; so are all moments. */
  readonly generatedAt: string;
  readonly path: string;
  readonly apps: readonly AppStatus[];
}

export interface AppStatus {
  readonly root: string;
  readonly name: string;
  readonly laravel: {
    readonly version: string | null;
    readonly major: number | null;
    readonly source: LaravelVersion['source'];
  };
  readonly layout: 'slim' | 'kernel';
  /** Laravel reads this file and neither `.env` nor `config/`. */
  readonly cachedConfig: { readonly file: string; readonly modifiedAt: string | null } | null;
  readonly environment: EnvironmentStatus;
  readonly connections: readonly ConnectionStatus[];
  readonly unusable: readonly { readonly connection: string; readonly reason: string }[];
  readonly backups: BackupsStatus;
  readonly areas: readonly {
    readonly id: string;
    readonly title: string;
    readonly grade: Grade;
    readonly evaluated: boolean;
    readonly summary: string;
    readonly evidence: readonly { readonly fact: string; readonly source: string }[];
    readonly checks: readonly {
      readonly id: string;
      readonly title: string;
      readonly outcome: CheckOutcome;
      readonly summary: string;
    }[];
  }[];
  readonly findings: readonly FindingStatus[];
  readonly problems: readonly { readonly file: string; readonly line: number | null; readonly message: string }[];
}

export interface EnvironmentStatus {
  readonly file: string | null;
  readonly role: Role | 'unknown';
  /** What every action has to assume: a suspected production counts as production. */
  readonly treatedAs: Role;
  readonly suspicions: readonly string[];
}

export interface ConnectionStatus {
  readonly name: string;
  readonly kind: 'mysql' | 'mariadb' | 'redis';
  /** The application's default database connection. */
  readonly default: boolean;
  readonly serves: 'read' | 'write' | 'both';
  /** "127.0.0.1:3306", a socket's path, several with commas. */
  readonly address: string;
  readonly database: string | null;
  readonly user: string | null;
  readonly tls: boolean;
  /** With `--connect`. */
  readonly check?: { readonly ok: boolean; readonly server: string | null; readonly message: string | null };
}

export interface BackupsStatus {
  readonly count: number;
  readonly newest: BackupStatus | null;
  /** Newest first. */
  readonly items: readonly BackupStatus[];
  readonly problems: readonly { readonly destination: string; readonly message: string }[];
}

export interface BackupStatus {
  readonly path: string;
  readonly createdAt: string;
  readonly sizeBytes: number;
  readonly error: string | null;
  /** The commit that the application was at when the backup was made; looked up for the newest one. */
  readonly commit: { readonly hash: string; readonly subject: string } | null;
}

export interface FindingStatus {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly docs: string | null;
}
