import type { SqlServer } from '../../connections/sql';
import type { DatabaseContents } from '../schema';
import type { VerifiedDump, VerifyReport } from '../verify/report';
import type { Grants } from './preflightGrants';
import type { PreflightOutcome } from './preflight';

/** An answer, or why there is none: "this account lacks PROCESS". */
export type Asked<T> = { readonly value: T } | { readonly unknown: string };

/** A transaction that has been open for long. It holds locks that a switch waits for. */
export interface OpenTransaction {
  readonly connectionId: number;
  readonly user: string;
  readonly seconds: number;
}

/** Who works on the server now, as far as this account may see. */
export interface OpenSessions {
  /** Sessions in the live database, without ours. */
  readonly inLive: number;
  /** False: the account sees its own sessions alone (it lacks PROCESS). */
  readonly all: boolean;
  /** Replicas that copy from this server. */
  readonly replicas: number;
}

/** Where this server copies from. */
export interface ReplicaSource {
  /** "10.0.0.4" */
  readonly from: string;
  readonly running: boolean;
}

/** What the server told before a restore. All of it was only read. */
export interface PreflightFacts {
  readonly server: SqlServer;
  /** Values by lower-case name; a variable that this server does not have is absent. */
  readonly variables: Asked<ReadonlyMap<string, string>>;
  readonly grants: Asked<Grants>;
  /** Which of the names that a restore wants are taken. */
  readonly taken: Asked<readonly string[]>;
  /** Every collation that the server knows, in full ("utf8mb4_uca1400_ai_ci"), lower case. */
  readonly collations: Asked<ReadonlySet<string>>;
  /** Bytes that the server may still write where its data lies. */
  readonly freeBytes: Asked<number>;
  readonly sessions: Asked<OpenSessions>;
  readonly transactions: Asked<readonly OpenTransaction[]>;
  /** Undefined inside: it copies from nobody. */
  readonly replica: Asked<ReplicaSource | undefined>;
  /** Names of migrations that ran in the live database. */
  readonly ranMigrations: Asked<readonly string[]>;
  /** "reports.lines": tables of other databases whose foreign keys lead into the live one. */
  readonly foreignKeysInto: Asked<readonly string[]>;
}

/** What reading the dump told beside the report's own figures; what nobody looked at is absent. */
export interface DumpTraits {
  /** Bytes of the largest statement that a restore cannot cut into smaller ones: a row, or a definition. */
  readonly largestStatementBytes?: number;
  /** Collations named in the dump. */
  readonly collations?: readonly string[];
}

/** The file that is to be restored. */
export interface PreflightSource {
  readonly fileName: string;
  readonly sizeBytes?: number;
  /** Why it cannot be read. */
  readonly problem?: string;
  readonly encrypted: boolean;
  readonly passwordKnown: boolean;
}

/** What is known of the application's code. */
export interface PreflightApplication {
  /** Names of its migrations, without ".php". */
  readonly migrations?: readonly string[];
  /** "User.two_factor_secret": attributes that Laravel encrypts with APP_KEY. */
  readonly encryptedAttributes?: readonly string[];
  /** Fingerprints of APP_KEY now and when the backup was made. */
  readonly keyNow?: string;
  readonly keyThen?: string;
}

/** Everything that a preflight is judged by. */
export interface PreflightInput {
  readonly source: PreflightSource;
  readonly report: VerifyReport | undefined;
  /** The report's rewritings were worked out for this server and account; else nobody knows what will be written differently. */
  readonly fitted?: boolean;
  /** Entry name of the chosen dump. */
  readonly entry: string;
  readonly traits?: DumpTraits;
  /** Chosen tables; undefined: the whole dump. */
  readonly tables?: readonly string[];
  readonly live: Asked<DatabaseContents>;
  readonly facts: PreflightFacts;
  /** Databases: the new one, the live one, and the name that the live data is given by a switch. */
  readonly target: { readonly database: string; readonly live: string; readonly before: string };
  readonly application?: PreflightApplication;
}

export interface Judged {
  readonly outcome: PreflightOutcome;
  readonly found: string;
  readonly next?: string;
  readonly sql?: string;
}

/** One thing to look at before a restore. Undefined: it says nothing about this restore. */
export interface PreflightJudge {
  readonly id: string;
  readonly title: string;
  judge(input: PreflightInput): Judged | undefined;
}

const judged =
  (outcome: PreflightOutcome) =>
  (found: string, next?: string, sql?: string): Judged => ({
    outcome,
    found,
    ...(next === undefined ? {} : { next }),
    ...(sql === undefined ? {} : { sql }),
  });

export const pass = judged('pass');
export const warn = judged('warn');
export const fail = judged('fail');
export const unknown = judged('unknown');

/** The chosen dump, where it was read through. */
export function verifiedDump({ report, entry }: PreflightInput): VerifiedDump | undefined {
  return report?.level === 'dump' ? report.dumps.find((dump) => dump.entry === entry) : undefined;
}

/** Value of a server variable; undefined when it was not read or the server does not have it. */
export function variable({ facts }: PreflightInput, name: string): string | undefined {
  return 'value' in facts.variables ? facts.variables.value.get(name) : undefined;
}

/** True for ON and 1; undefined when it was not read. */
export function isOn(input: PreflightInput, name: string): boolean | undefined {
  const value = variable(input, name);
  return value === undefined ? undefined : /^(?:on|1)$/i.test(value);
}

/** Why a variable is not known. */
export function whyNot({ facts }: PreflightInput): string {
  return 'unknown' in facts.variables ? facts.variables.unknown : 'The server does not say.';
}

/** "orders, users and 3 more" */
export function listed(names: readonly string[], most = 4): string {
  if (names.length <= most + 1) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** "1 table", "12 tables" */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
