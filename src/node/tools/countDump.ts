import { OpsError } from '../../core/base/errors';
import { createDumpReader } from '../../core/backups/dump/dumpReader';
import type { DumpStatement } from '../../core/backups/dump/statement';
import type { BackupMade } from '../../core/backups/dumper/made';
import { createContents } from '../../core/backups/verify/contents';

/** What a dump holds, counted while it passes. */
export interface DumpCounter {
  /** @param bytes their memory must not be used again */
  add(bytes: Uint8Array): void;
  progress(): { readonly tablesDone: number; readonly rows: number };
  /** Call once. @throws OpsError `incomplete` when the dump is not whole */
  end(): Pick<BackupMade, 'tables' | 'views' | 'triggers' | 'routines' | 'events'>;
}

/** Creates a counter; it hashes nothing. */
export function createCounter(): DumpCounter {
  const reader = createDumpReader();
  const contents = createContents(() => ({ update: () => undefined, digest: () => '' }));
  const begun = new Set<string>();
  let rows = 0;
  const take = (statements: readonly DumpStatement[]): void => {
    for (const statement of statements) {
      contents.add(statement);
      rows += statement.rows ?? 0;
      if (statement.kind === 'createTable' && statement.name !== undefined) begun.add(statement.name);
    }
  };
  return {
    add: (bytes) => take(reader.push(bytes)),
    progress: () => ({ tablesDone: Math.max(0, begun.size - 1), rows }),
    end() {
      const { statements, end } = reader.end();
      take(statements);
      const problems = [...end.problems, ...contents.problems];
      if (problems.length > 0)
        throw new OpsError('incomplete', `The dump is not whole: ${problems.join('; ')}.`, {
          safe: 'No archive was kept, and the database was only read.',
        });
      const { tables, views, triggers, routines, events } = contents.found();
      return {
        tables: tables.map(({ name, rows: counted }) => ({ name, rows: counted })),
        views,
        triggers,
        routines,
        events,
      };
    },
  };
}
