import { isAbort, isOpsError, messageOf } from '../../core/base/errors';
import { relativePath } from '../../core/base/path';
import { applicationFacts } from '../../core/backups/application/facts';
import { applicationSteps, type ApplicationStep } from '../../core/backups/application/steps';
import { readContents } from '../../core/backups/readContents';
import { rowsOfClient } from '../../core/backups/readRows';
import { copyName } from '../../core/backups/restore/names';
import type { PreflightCheck } from '../../core/backups/restore/preflight';
import { judgePreflight } from '../../core/backups/restore/preflightChecks';
import type { Asked, PreflightFacts } from '../../core/backups/restore/preflightFacts';
import { readPreflightFacts } from '../../core/backups/restore/readPreflightFacts';
import type { Restorable } from '../../core/backups/restorable';
import type { DatabaseContents } from '../../core/backups/schema';
import type { VerifyReport } from '../../core/backups/verify/report';
import { encryptedAttributes } from '../../core/code/models/encryptedAttributes';
import { addressText } from '../../core/connections/profile';
import { migrationNames } from '../../node/migrationNames';
import { thisMachinesDisk } from '../../node/serverDisk';
import { readVerifications } from '../../node/verifications';
import type { Banner } from '../../protocol/views/common';
import type { App } from '../app';
import { ownEnvironment } from '../../core/connections/ownEnvironment';
import { bannerOf } from '../banner';
import type { Workspace } from '../workspace';
import { databaseNames } from './databases';
import { fitKey } from './fitted';
import { migrationsTableOf } from './migrationsTable';
import { liveDatabaseOf } from './operation';
import { configuredPassword } from './password';

/** How long reading the live database's definitions may take before they count as unknown. Milliseconds. */
const contentsMs = 20_000;

/** What was found out before a restore: of the backup, the server, the live database, and the application. */
export interface PlanFacts {
  readonly banner: Banner;
  /** "MariaDB 10.11.14 at 127.0.0.1:3306" */
  readonly server: string;
  readonly live: string;
  /** Names that a restore would give. */
  readonly database: string;
  readonly before: string;
  readonly report?: VerifyReport;
  readonly contents: Asked<DatabaseContents>;
  readonly preflight: PreflightFacts;
  readonly migrations: readonly string[] | undefined;
  /** "User.iban": what models encrypt with APP_KEY. */
  readonly encryptedAttributes: readonly string[];
  /** The report's rewritings are those for this server and account. */
  readonly fitted: boolean;
  /** A password that the configuration holds. */
  readonly configuredPassword: boolean;
  readonly steps: readonly ApplicationStep[];
  /** The commands of the steps act on the application of this machine: its own environment is in use. */
  readonly ownApplication: boolean;
  readonly at: Date;
}

/** Reads all of it. Only reads. */
export async function readPlanFacts(
  workspace: Workspace,
  app: App,
  backup: Restorable['backup'] | undefined,
  signal: AbortSignal,
): Promise<PlanFacts> {
  const verifications = await readVerifications(app.root, signal);
  const report = verifications.find(({ path, sizeBytes }) => path === backup?.path && sizeBytes === backup.sizeBytes);
  const migrations = await migrationNames(app.root, signal);
  const { code } = await app.ruleContext(signal);
  return app.withOwnSql(signal, async (client, used) => {
    const live = liveDatabaseOf(used);
    const taken = await databaseNames(client, signal);
    const now = new Date();
    const target = {
      live,
      database: copyName(live, 'restore', now, taken),
      before: copyName(live, 'before', now, taken),
    };
    const preflight = await readPreflightFacts(client, {
      target,
      migrationsTable: migrationsTableOf(used.project, used.profile),
      disk: thisMachinesDisk,
      signal,
    });
    const read = rowsOfClient(client);
    const { flavour, version } = client.server;
    return {
      banner: bannerOf(workspace, app, used),
      server: `${flavour === 'mariadb' ? 'MariaDB' : 'MySQL'} ${version.replace(/-.*$/, '')} at ${addressText(used.profile.address)}`,
      ...target,
      ...(report === undefined ? {} : { report }),
      contents: await asked((either) => readContents(read, live, either), signal),
      preflight,
      migrations,
      encryptedAttributes: code
        .facts(encryptedAttributes)
        .map(({ className, attribute }) => `${className.replace(/^.*\\/, '')}.${attribute}`),
      fitted: report?.fittedTo !== undefined && report.fittedTo === fitKey(client, used),
      configuredPassword: configuredPassword(used.project, workspace.host) !== undefined,
      steps: applicationSteps(applicationFacts(used.project, code)),
      ownApplication: used.environment.id === ownEnvironment.id,
      at: now,
    };
  });
}

/** The checklist for a choice of dump and tables. */
export function judgeFacts(
  facts: PlanFacts,
  { backup }: Pick<Restorable, 'backup'>,
  choice: { readonly entry: string; readonly tables?: readonly string[]; readonly passwordKnown: boolean },
): readonly PreflightCheck[] {
  const { entry, tables, passwordKnown } = choice;
  return judgePreflight({
    source: {
      fileName: backup.fileName,
      sizeBytes: backup.sizeBytes,
      ...(backup.error === undefined ? {} : { problem: backup.error }),
      encrypted: backup.contents?.encrypted === true,
      passwordKnown,
    },
    report: facts.report,
    fitted: facts.fitted,
    entry,
    ...(tables === undefined ? {} : { tables }),
    live: facts.contents,
    facts: facts.preflight,
    target: { database: facts.database, live: facts.live, before: facts.before },
    application: {
      encryptedAttributes: facts.encryptedAttributes,
      ...(facts.migrations === undefined ? {} : { migrations: facts.migrations }),
    },
  });
}

/** "storage/app/Shop/2026-11-23-02-00-00.zip" */
export function shownPath(app: App, path: string): string {
  return path.startsWith('s3://') ? path : relativePath(app.root, path);
}

async function asked<T>(read: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<Asked<T>> {
  const limit = AbortSignal.timeout(contentsMs);
  try {
    return { value: await read(AbortSignal.any([signal, limit])) };
  } catch (error) {
    if (signal.aborted) throw error;
    if (isAbort(error)) return { unknown: `The server took longer than ${contentsMs / 1000} s.` };
    if (isOpsError(error)) return { unknown: messageOf(error) };
    throw error;
  }
}
