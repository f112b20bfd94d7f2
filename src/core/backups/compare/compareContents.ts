import { comparableView } from '../switch/definitions';
import type { DatabaseContents, NamedDefinition, TableContents } from '../schema';
import type { Comparison, ObjectDifference, RowCount, TableComparison } from './comparison';

/** What was measured of one table beside its definition. */
export interface TableFigures {
  readonly rows: RowCount;
  readonly newest?: string;
}

export interface ComparedSide {
  readonly contents: DatabaseContents;
  readonly figures: ReadonlyMap<string, TableFigures>;
}

/** Compares two databases by definitions and figures. Pure. */
export function compareContents(copy: ComparedSide, live: ComparedSide): Omit<Comparison, 'migrations'> {
  const names = new Set([...copy.contents.tables, ...live.contents.tables].map(({ name }) => name));
  const [copyNewest, liveNewest] = [newestOf(copy), newestOf(live)];
  return {
    copy: copy.contents.database,
    live: live.contents.database,
    tables: [...names].toSorted().map((name) => compareTable(name, copy, live)),
    objects: compareObjects(copy.contents, live.contents),
    newest: {
      ...(copyNewest === undefined ? {} : { copy: copyNewest }),
      ...(liveNewest === undefined ? {} : { live: liveNewest }),
    },
  };
}

function compareTable(name: string, copy: ComparedSide, live: ComparedSide): TableComparison {
  const find = (side: ComparedSide): TableContents | undefined =>
    side.contents.tables.find((each) => each.name === name);
  const [there, here] = [find(copy), find(live)];
  const [copied, now] = [copy.figures.get(name), live.figures.get(name)];
  const structure = there !== undefined && here !== undefined ? structureOf(there, here) : [];
  const same =
    structure.length === 0 &&
    copied !== undefined &&
    now !== undefined &&
    copied.rows.exact &&
    now.rows.exact &&
    copied.rows.rows === now.rows.rows &&
    copied.newest === now.newest &&
    (there?.checksum === undefined || here?.checksum === undefined || there.checksum === here.checksum);
  return {
    name,
    state: there === undefined ? 'onlyLive' : here === undefined ? 'onlyCopy' : same ? 'same' : 'different',
    ...(copied === undefined ? {} : { copyRows: copied.rows }),
    ...(now === undefined ? {} : { liveRows: now.rows }),
    ...(copied?.newest === undefined ? {} : { copyNewest: copied.newest }),
    ...(now?.newest === undefined ? {} : { liveNewest: now.newest }),
    structure,
  };
}

/** Lines that only one definition has; the order of columns counts, the next AUTO_INCREMENT does not. */
function structureOf(copy: TableContents, live: TableContents): TableComparison['structure'] {
  const lines = ({ create }: TableContents): readonly string[] =>
    create
      .replace(/ AUTO_INCREMENT=\d+/, '')
      .split('\n')
      .map((line) => line.trim().replace(/,$/, ''));
  const [a, b] = [lines(copy), lines(live)];
  const only = (of: readonly string[], other: readonly string[], side: 'copy' | 'live') =>
    of.filter((line) => !other.includes(line)).map((line) => ({ side, line }));
  const differences = [...only(a, b, 'copy'), ...only(b, a, 'live')];
  if (differences.length > 0 || a.join('\n') === b.join('\n')) return differences;
  return [{ side: 'copy', line: 'The same lines in another order.' }];
}

function compareObjects(copy: DatabaseContents, live: DatabaseContents): readonly ObjectDifference[] {
  const differences: ObjectDifference[] = [];
  const compare = (
    kind: ObjectDifference['kind'],
    a: readonly NamedDefinition[],
    b: readonly NamedDefinition[],
    plain: (create: string) => string = (create) => create,
  ): void => {
    const there = new Map(b.map((each) => [each.name, plain(each.create)]));
    for (const { name, create } of a) {
      const other = there.get(name);
      if (other === undefined) differences.push({ kind, name, state: 'onlyCopy' });
      else if (other !== plain(create)) differences.push({ kind, name, state: 'different' });
      there.delete(name);
    }
    for (const name of there.keys()) differences.push({ kind, name, state: 'onlyLive' });
  };
  const end = (create: string): string => create.trim().replace(/;$/, '');
  const body = (create: string): string => end(create.slice(Math.max(0, create.search(/\bFOR\s+EACH\s+ROW\b/i))));
  const event = (create: string): string =>
    end(create.replace(/\b(?:ENABLE|DISABLE ON (?:SLAVE|REPLICA))\b/, 'ENABLE'));
  compare('view', copy.views, live.views, (create) => comparableView(create, copy.database, live.database));
  compare('trigger', copy.triggers, live.triggers, body);
  for (const kind of ['procedure', 'function'] as const)
    compare(
      kind,
      copy.routines.filter((each) => each.kind === kind),
      live.routines.filter((each) => each.kind === kind),
      end,
    );
  compare('event', copy.events, live.events, event);
  compare('sequence', copy.sequences, live.sequences);
  return differences;
}

function newestOf({ figures }: ComparedSide): string | undefined {
  return Array.from(figures.values(), ({ newest }) => newest)
    .filter((each) => each !== undefined)
    .toSorted()
    .at(-1);
}
