import type { BulkSession } from '../../connections/bulk';
import type { DumpStatement, SessionState } from '../dump/statement';
import type { Crew } from './crew';
import type { LoadedTable } from './load';
import { loadError, loadFailure } from './loadErrors';
import type { FollowingSession } from './loadSession';
import { checkRows, countRows, sendGroup } from './rowGroup';
import type { TablePlan } from './tablePlan';

/** Bytes of rows that are sent and committed at once. Measured on MariaDB 10.11 and MySQL 9.7: 4 and 16 MB make no difference. */
const groupBytes = 4 << 20;

/** What the tables' loader is given. */
export interface TableLoading {
  readonly crew: Crew;
  /** How a session follows the dump's settings. */
  following(session: BulkSession): FollowingSession;
  /** Whether LOAD DATA LOCAL may be tried. */
  readonly localInfile: boolean;
  readonly signal: AbortSignal;
  /** Called when rows went in, and when a table is ready. */
  onRows(table: string, rows: number): void;
  onIndexes(table: string): void;
  onTable(table: string): void;
}

/** Takes tables and their rows in the order of a dump. */
export interface TableLoader {
  create(plan: TablePlan): Promise<void>;
  /** @param state under which the dump gives the rows */
  insert(statement: DumpStatement, table: string, state: SessionState): Promise<void>;
  /** The dump says that nothing more comes for the table it is at. */
  endOfTable(): Promise<void>;
  /** Hands in what is left. Everything is done when the crew has finished. */
  end(): Promise<void>;
  has(table: string): boolean;
  /** Plans of all tables, in order. */
  plans(): readonly TablePlan[];
  /** What became of every table. Rejects when the server took another number of rows than the dump has. */
  report(): { readonly tables: readonly LoadedTable[]; readonly remarks: readonly string[] };
}

interface TableState {
  readonly plan: TablePlan;
  created: boolean;
  /** True when its indexes wait for its rows. */
  bare: boolean;
  ended: boolean;
  dumpRows: number;
  rows: number;
  method: LoadedTable['method'];
  warning: string | undefined;
  milliseconds: number;
}

export function createTableLoader(loading: TableLoading): TableLoader {
  const { crew, signal } = loading;
  const tables = new Map<string, TableState>();
  let current: TableState | undefined;
  let group: DumpStatement[] = [];
  let bytes = 0;
  let groupState: SessionState = {};

  /** The table is made when its first rows are sent: only then is it known whether they are few. */
  const make = async (table: TableState, session: BulkSession, few: boolean): Promise<void> => {
    if (table.created) return;
    const { plan } = table;
    await loading.following(session).enter(plan.state, signal);
    table.bare = !few && plan.indexes.length > 0;
    await session.run(table.bare ? plan.bare : plan.whole, signal);
    table.created = true;
  };

  const timed = async (table: TableState, doing: string, work: () => Promise<void>): Promise<void> => {
    const from = performance.now();
    try {
      await work();
    } catch (error) {
      throw loadError(error, `${doing} table ${table.plan.name}`);
    }
    table.milliseconds += performance.now() - from;
  };

  const flush = async (table: TableState, last: boolean): Promise<void> => {
    const statements = group;
    const state = groupState;
    group = [];
    bytes = 0;
    table.ended ||= last;
    table.dumpRows += countRows(statements);
    await crew.add({
      key: table.plan.name,
      holdsBytes: statements.length > 0,
      run: (session) =>
        timed(table, 'Loading', async () => {
          // First and last at once: its rows are few, and its keys may be there from the beginning.
          await make(table, session, last);
          if (statements.length > 0) await send(table, session, statements, state);
        }),
    });
    if (last) await finish(table);
  };

  const send = async (
    table: TableState,
    session: BulkSession,
    statements: readonly DumpStatement[],
    state: SessionState,
  ): Promise<void> => {
    await loading.following(session).enter(state, signal);
    const { loadable, name } = table.plan;
    const loads = loading.localInfile && session.localInfile && table.method === 'localInfile';
    const taken = await sendGroup(session, { table: name, statements, state }, loads ? loadable : undefined, signal);
    table.rows += taken.rows;
    table.warning ??= taken.warning;
    table.method = taken.method;
    loading.onRows(name, taken.rows);
  };

  const finish = (table: TableState): Promise<void> =>
    crew.add({
      key: table.plan.name,
      holdsBytes: false,
      run: (session) =>
        timed(table, 'Building the indexes of', async () => {
          const { name, indexes } = table.plan;
          if (table.bare) {
            loading.onIndexes(name);
            for (const statement of indexes) await session.run(statement, signal);
            table.bare = false;
          }
          loading.onTable(name);
        }),
    });

  const leave = async (): Promise<void> => {
    const table = current;
    current = undefined;
    if (table !== undefined && !table.ended) await flush(table, true);
  };

  return {
    async create(plan) {
      await leave();
      if (tables.has(plan.name))
        throw loadFailure('duplicate', `The dump creates table ${plan.name} twice.`, 'Choose another backup.');
      tables.set(plan.name, {
        plan,
        created: false,
        bare: false,
        ended: false,
        dumpRows: 0,
        rows: 0,
        method: plan.loadable === undefined || !loading.localInfile ? 'statements' : 'localInfile',
        warning: undefined,
        milliseconds: 0,
      });
    },
    async insert(statement, name, state) {
      const table = tables.get(name);
      if (table === undefined)
        throw loadFailure(
          'noTable',
          `The dump has rows for table ${name} and does not create it.`,
          'Choose a backup with the structure of its tables.',
        );
      if (table !== current || state !== groupState) {
        if (table !== current) await leave();
        else if (group.length > 0) await flush(table, false);
        current = table;
        groupState = state;
      }
      // Rows in several places: what comes now meets the indexes that are there.
      table.ended = false;
      group.push(statement);
      bytes += statement.bytes.length;
      if (bytes >= groupBytes) await flush(table, false);
    },
    endOfTable: leave,
    async end() {
      await leave();
      for (const table of tables.values()) if (!table.ended) await flush(table, true);
    },
    has: (name) => tables.has(name),
    plans: () => Array.from(tables.values(), ({ plan }) => plan),
    report() {
      const done = Array.from(tables.values(), ({ plan: { name }, dumpRows, rows, method, milliseconds }) => {
        checkRows(name, dumpRows, rows);
        return { name, dumpRows, rows, method, milliseconds: Math.round(milliseconds) };
      });
      const remarks = Array.from(tables.values()).flatMap(({ plan: { name }, warning }) =>
        warning === undefined
          ? []
          : [`Table ${name}: the server changed a value of the dump as it took it: ${warning}.`],
      );
      return { tables: done, remarks };
    },
  };
}
