import { isAbort, messageOf } from '../../core/base/errors';
import { formatCount } from '../../core/base/format';
import { compareContents, type ComparedSide } from '../../core/backups/compare/compareContents';
import { compareMigrations, migrationsAt, type MigrationsInput } from '../../core/backups/compare/compareMigrations';
import type { Comparison, TableComparison } from '../../core/backups/compare/comparison';
import { readFigures, readRanMigrations } from '../../core/backups/compare/readFigures';
import { readContents } from '../../core/backups/readContents';
import { rowsOfClient, type ReadRows } from '../../core/backups/readRows';
import { loadDrivers } from '../../node/loadDrivers';
import { migrationNames } from '../../node/migrationNames';
import type { Fact } from '../../protocol/views/common';
import type { ComparedTable, RestorePlanContent } from '../../protocol/views/restorePlan';
import type { App } from '../app';
import type { Workspace } from '../workspace';
import { migrationsTableOf } from './migrationsTable';
import { writtenRestore } from './switch';

/** Holds a restored copy against the live database, as the page shows it. Only reads, in bounded time. */
export async function compareCopy(
  workspace: Workspace,
  app: App,
  restoreId: string,
  backupAt: Date | undefined,
  signal: AbortSignal,
): Promise<NonNullable<RestorePlanContent['comparison']>> {
  const { begun } = await writtenRestore(app, restoreId);
  const files = await migrationNames(app.root, signal);
  const atBackup = backupAt === undefined ? undefined : await migrationsThen(workspace, app, backupAt, signal);
  return app.withOwnSql(signal, async (client, { profile, project }) => {
    const read = rowsOfClient(client);
    const copy = await sideOf(read, begun.database, signal);
    const live = await sideOf(read, begun.live, signal);
    const table = migrationsTableOf(project, profile);
    const migrations = compareMigrations({
      copy: await readRanMigrations(read, copy.contents, signal, table),
      live: await readRanMigrations(read, live.contents, signal, table),
      ...(files === undefined ? {} : { files }),
      ...(atBackup === undefined ? {} : { atBackup }),
    });
    return shown({ ...compareContents(copy, live), ...(migrations === undefined ? {} : { migrations }) });
  });
}

async function sideOf(read: ReadRows, database: string, signal: AbortSignal): Promise<ComparedSide> {
  const contents = await readContents(read, database, signal);
  return { contents, figures: await readFigures(read, contents, signal) };
}

/** The code at the backup's time; undefined without git, outside a repository, or before its first commit. */
async function migrationsThen(
  workspace: Workspace,
  app: App,
  at: Date,
  signal: AbortSignal,
): Promise<MigrationsInput['atBackup']> {
  try {
    const { openGit } = await loadDrivers();
    const git = openGit(app.root);
    return (await git.problem(signal)) === undefined ? await migrationsAt(git, at, signal) : undefined;
  } catch (error) {
    if (isAbort(error)) throw error;
    workspace.host.logger.warn(`${app.name}: the code at the backup's time was not read. ${messageOf(error)}`);
    return undefined;
  }
}

function shown(comparison: Comparison): NonNullable<RestorePlanContent['comparison']> {
  const { tables, objects, newest, migrations } = comparison;
  const number = (state: TableComparison['state']): number => tables.filter((table) => table.state === state).length;
  const summary: Fact[] = [
    { label: 'Same', value: countOf(number('same')) },
    { label: 'Different', value: countOf(number('different')) },
    ...only('Only in the copy', number('onlyCopy')),
    ...only('Only in the live database', number('onlyLive')),
    ...(newest.copy === undefined ? [] : [{ label: 'Newest in the copy', value: newest.copy }]),
    ...(newest.live === undefined ? [] : [{ label: 'Newest in the live database', value: newest.live }]),
    ...objects.map(({ kind, name, state }) => ({
      label: `${kind} ${name}`,
      value: { different: 'is different', onlyCopy: 'is only in the copy', onlyLive: 'is only in the live database' }[
        state
      ],
      tone: 'warning' as const,
    })),
    ...(migrations?.pendingAfterSwitch === undefined || migrations.pendingAfterSwitch.length === 0
      ? []
      : [
          {
            label: 'Migrations to run after a switch',
            value: formatCount(migrations.pendingAfterSwitch.length),
            tone: 'warning' as const,
          },
        ]),
    ...(migrations?.atBackup === undefined
      ? []
      : [
          {
            label: `Code at the backup's time (${migrations.atBackup.commit.slice(0, 7)})`,
            value:
              migrations.atBackup.pending.length === 0
                ? 'fits the migrations of the copy'
                : `${formatCount(migrations.atBackup.pending.length)} migrations had not run`,
          },
        ]),
  ];
  return { summary, tables: tables.map(rowOf) };
}

function rowOf({ name, state, copyRows, liveRows, copyNewest, liveNewest, structure }: TableComparison): ComparedTable {
  const remarks = [
    ...(copyRows?.exact === false || liveRows?.exact === false ? ["rows by the server's estimate"] : []),
    ...(copyNewest === undefined ? [] : [`newest ${copyNewest}`]),
    ...(liveNewest === undefined || liveNewest === copyNewest ? [] : [`live ${liveNewest}`]),
    ...structure.map(({ side, line }) => `${side}: ${line.trim()}`),
  ];
  return {
    name,
    state,
    ...(copyRows === undefined ? {} : { copyRows: copyRows.rows }),
    ...(liveRows === undefined ? {} : { liveRows: liveRows.rows }),
    ...(remarks.length === 0 ? {} : { remark: remarks.join(' · ') }),
  };
}

const countOf = (count: number): string => (count === 1 ? '1 table' : `${formatCount(count)} tables`);

function only(label: string, count: number): readonly Fact[] {
  return count === 0 ? [] : [{ label, value: countOf(count), tone: 'warning' }];
}
