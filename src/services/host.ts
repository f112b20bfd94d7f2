import type { Logger } from '../core/base/log';
import type { Redactor } from '../core/base/redact';
import type { SecretStore } from '../core/connections/secrets';
import type { GuardPrompts } from '../core/guard/guard';
import type { DeclaredFacts } from '../core/lint/declaredFacts';
import type { QuerySource } from '../core/queries/digest';

/** Settings of slow statements and index advice. */
export interface QuerySettings {
  readonly source: QuerySource | 'auto';
  /** Absolute path of the server's slow query log on this machine; empty: the one that the server names. */
  readonly logPath: string;
  /** Tables with fewer rows get no index suggestions. */
  readonly minRows: number;
  /** Statements with fewer calls an hour get no index suggestions. */
  readonly minCalls: number;
}

/** What one app's settings say, already checked for type; `environments` as written. */
export interface AppSettings {
  readonly environments: unknown;
  /** Milliseconds. */
  readonly statementTimeoutMs: number;
  /** Rule code → how loud, as written. */
  readonly diagnosticsRules: unknown;
  /** Where the application runs, which no file says. */
  readonly topology: DeclaredFacts;
  readonly backups: {
    /** Folders that hold backups besides those of the configuration, as written: relative ones start at the app. */
    readonly folders: readonly string[];
    /** Folder of the dump program; empty: looked for. */
    readonly dumpBinaryPath: string;
  };
  readonly queries: QuerySettings;
  /** Further logs of security events, as written. */
  readonly securityLogs: unknown;
}

/** What the services need of the program they run in: the editor, or a test. Nothing here knows vscode. */
export interface Host {
  /** Of this product: "0.1.0". */
  readonly version: string;
  /** Absolute paths of the window's folders, forward slashes. */
  folders(): readonly string[];
  /** False in Restricted Mode: files only, no secret read, nothing connects. */
  trusted(): boolean;
  discovery(): { readonly include: readonly string[]; readonly exclude: readonly string[] };
  settings(root: string): AppSettings;
  hostPatterns(): readonly string[];
  unlockMinutes(): number;
  readonly secrets: SecretStore;
  readonly prompts: GuardPrompts;
  readonly redactor: Redactor;
  readonly logger: Logger;
  /** Absolute path of a folder of ours that outlives the window. */
  readonly storage: string;
  /** Who acts, for the activity log: the login name on this machine. */
  readonly actor?: string;
  /** "ssh-remote", "wsl", "dev-container"; undefined on the user's own machine. */
  readonly remoteName?: string;
  /** Remembers small texts of this workspace: which environment was in use, by app root; what was muted. */
  readonly memory: { get(key: string): string | undefined; set(key: string, text: string): void };
}
