import type { ApplicationStep } from '../application/step';
import type { DrillSummary } from '../drill/summary';
import type { VerifyReport } from '../verify/report';

/** Where the runbook of an application is kept, relative to its folder. */
export const runbookFile = 'docs/runbooks/restore.md';

/**
 * What a runbook is written from. No secret is part of it: names, hosts and places are. What is not known is left out, and
 * the runbook says so.
 */
export interface RunbookFacts {
  readonly writtenAt: Date;
  readonly application: {
    readonly name: string;
    /** "12.67.0" */
    readonly laravel?: string;
    readonly environment: string;
    readonly role: string;
  };
  readonly database: {
    readonly driver?: 'mysql' | 'mariadb';
    readonly name?: string;
    readonly address?: { readonly host: string; readonly port: number } | { readonly socket: string };
    readonly user?: string;
    /** "MariaDB 10.11.14", from a connection. */
    readonly server?: string;
  };
  readonly destinations: readonly {
    readonly label: string;
    /** "storage/app/Shop", "on S3 bucket acme-backups" */
    readonly place: string;
    /** False when the configuration does not say for certain where it is. */
    readonly certain: boolean;
  }[];
  /** What backup:clean keeps, in a sentence. */
  readonly retention?: string;
  /** Whether the configuration asks for a password, and the name of the variable that holds it. */
  readonly encryption: { readonly state: 'on' | 'off' | 'unknown'; readonly variable?: string };
  /** Absent when the schedule was not read. */
  readonly makers?: {
    readonly tasks: readonly {
      readonly what: string;
      readonly cron?: string;
      readonly conditional: boolean;
      readonly file: string;
    }[];
    /** False when others may exist. */
    readonly complete: boolean;
  };
  readonly newest?: {
    readonly file: string;
    readonly destination: string;
    readonly createdAt: Date;
    readonly sizeBytes: number;
    readonly encrypted?: boolean;
    readonly dumps: readonly { readonly entry: string; readonly compression: 'none' | 'gzip' | 'bzip2' | 'zstd' }[];
    /** Files besides the dumps. */
    readonly files?: number;
  };
  readonly verification?: VerifyReport;
  /** Undefined when nobody looked. */
  readonly drills?: DrillSummary;
  readonly steps: readonly ApplicationStep[];
  /** What comes back with the database besides, one sentence each. */
  readonly besides: readonly string[];
  /** The health route: "/up", and its address where the application says one. */
  readonly health?: { readonly path: string; readonly url?: string };
  readonly binaryLog: 'on' | 'off' | 'unknown';
}

/**
 * The facts that a runbook becomes wrong by, each as a text by its name. They come from the application's files alone, so
 * that the same files say the same on every machine. A fact that is not known here is left out: nothing is held against it.
 */
export function essentials(facts: RunbookFacts): Readonly<Record<string, string>> {
  const { application, database, destinations, retention, encryption, makers, steps, health } = facts;
  const { name, driver, address } = database;
  const commands = steps.flatMap((step) => [...step.commands, ...step.undo].map(({ shown }) => shown));
  const known: Record<string, string | undefined> = {
    Environment: application.environment,
    Database: name === undefined ? undefined : `${driver ?? 'mysql'} ${name}${addressText(address)}`,
    'Where backups are': destinations.every(({ certain }) => certain)
      ? destinations.map(({ label, place }) => `${label}: ${place}`).join('; ') || 'nowhere known'
      : undefined,
    'What is kept': retention,
    Encryption: encryption.state === 'unknown' ? undefined : encryption.state,
    'What makes backups': makers === undefined ? undefined : makersText(makers),
    'Application commands': commands.join('; '),
    'Health check': health?.path,
  };
  return Object.fromEntries(Object.entries(known).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function makersText({ tasks, complete }: NonNullable<RunbookFacts['makers']>): string {
  const seen = tasks.map(({ what, cron = '', conditional }) =>
    `${what} ${cron}${conditional ? ' (conditional)' : ''}`.trim(),
  );
  return [...seen, ...(complete ? [] : ['others perhaps'])].join('; ') || 'nothing';
}

function addressText(address: RunbookFacts['database']['address']): string {
  if (address === undefined) return '';
  return 'socket' in address ? ` at ${address.socket}` : ` at ${address.host}:${address.port}`;
}
