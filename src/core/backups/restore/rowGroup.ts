import { isOpsError } from '../../base/errors';
import type { BulkAnswer, BulkSession } from '../../connections/bulk';
import { quoteName } from '../../connections/sqlNames';
import type { DumpStatement, SessionState } from '../dump/statement';
import { countPlainRows, cutRows, joinBytes } from './insertRows';
import type { LoadableTable } from './loadable';
import { loadFailure, tooLarge } from './loadErrors';
import { loadCharset } from './loadSession';

/** Some statements with rows of one table: what is sent, checked and committed at once. */
export interface RowGroup {
  readonly table: string;
  readonly statements: readonly DumpStatement[];
  /** Under which the dump gives these rows. */
  readonly state: SessionState;
}

/** How the server took a group. */
export interface TakenRows {
  readonly rows: number;
  readonly method: 'localInfile' | 'statements';
  /** The first thing that the server warned about, in its words; undefined: it took every value as it is. */
  readonly warning?: string;
}

/** Room that a statement needs in a packet besides its bytes. */
const packetRoom = 1024;

/** INSERT INTO `name` [(columns)] VALUES: what LOAD DATA can stand in for. REPLACE and IGNORE do more. */
const plainInsert = /^INSERT\s+INTO\s+(?:`(?:[^`]|``)+`|[\w$]+)\s*(\((?:[^`'"()]|`(?:[^`]|``)*`)*\))?\s*VALUES?\s*$/i;

/**
 * Sends a group and commits it. Through LOAD DATA LOCAL where the rows mean the same in both ways; the server's count must then
 * be the dump's with no warning, else the group is rolled back and sent as it was written.
 *
 * @param loadable undefined: statements alone
 */
export async function sendGroup(
  session: BulkSession,
  group: RowGroup,
  loadable: LoadableTable | undefined,
  signal: AbortSignal,
): Promise<TakenRows> {
  const load = loadable === undefined ? undefined : loadStatement(group, loadable);
  if (load !== undefined) {
    const taken = await tryLoad(session, load, group, signal);
    if (taken !== undefined) return taken;
  }
  let rows = 0;
  let warning: string | undefined;
  for (const statement of group.statements) {
    const answer = await sendInsert(session, statement, group.table, signal);
    rows += answer.affectedRows;
    if (answer.warnings > 0) warning ??= await readWarning(session, signal);
  }
  await session.run('COMMIT', signal);
  return { rows, method: 'statements', ...(warning === undefined ? {} : { warning }) };
}

/** MariaDB's "value for generated column has been ignored": its own dumps have such values. */
const computedIgnored = '1906';

async function readWarning(session: BulkSession, signal: AbortSignal): Promise<string | undefined> {
  const warnings = await session.rows('SHOW WARNINGS', signal);
  return warnings.find(({ Code }) => Code !== computedIgnored)?.['Message'] ?? undefined;
}

async function tryLoad(
  session: BulkSession,
  sql: string,
  { statements }: RowGroup,
  signal: AbortSignal,
): Promise<TakenRows | undefined> {
  const expected = countRows(statements);
  let answer: BulkAnswer | undefined;
  try {
    answer = await session.load(sql, rowsOf(statements), signal);
  } catch (error) {
    // What the server says about the rows or about LOAD DATA; statements will either work or say it again.
    if (!isOpsError(error) || !refusals.has(error.reason)) throw error;
  }
  if (answer?.affectedRows === expected && answer.warnings === 0) {
    await session.run('COMMIT', signal);
    return { rows: expected, method: 'localInfile' };
  }
  await session.run('ROLLBACK', signal);
  return undefined;
}

const refusals: ReadonlySet<string> = new Set(['server', 'duplicate', 'noPrivilege', 'packetTooLarge', 'readOnly']);

/** The LOAD DATA for a group; undefined when one of its rows may mean something else there. */
function loadStatement({ table, statements, state }: RowGroup, loadable: LoadableTable): string | undefined {
  const charset = loadCharset(state);
  const [first] = statements;
  if (charset === undefined || first === undefined) return undefined;
  const columns = first.columns ?? loadable.columns;
  const key = columns.join('\0');
  const numeric = Uint8Array.from(columns, (column) => (loadable.numeric.get(column.toLowerCase()) === true ? 1 : 0));
  let counted = 0;
  for (const { bytes, rowsAt = -1, rowForm, columns: own = loadable.columns, rows } of statements) {
    if (rowForm !== 'plain' || rowsAt < 0 || own.join('\0') !== key) return undefined;
    if (!plainInsert.test(String.fromCharCode(...bytes.subarray(0, Math.min(rowsAt, longestHead))))) return undefined;
    const plain = countPlainRows(bytes, rowsAt, numeric);
    if (plain === undefined || plain !== rows) return undefined;
    counted += plain;
  }
  if (counted === 0) return undefined;
  // A computed column's value is read into a variable that nobody uses.
  const list = columns.map((column) =>
    loadable.generated.has(column.toLowerCase()) ? '@computed' : quoteName(column),
  );
  return `LOAD DATA LOCAL INFILE 'laravel-ops-rows' INTO TABLE ${quoteName(table)} CHARACTER SET ${charset} ${fields} (${list.join(', ')})`;
}

/** MySQL 8.4 Reference Manual, "LOAD DATA Statement": rows of an INSERT as lines that begin with "(" and end with ")". */
const fields =
  "FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '''' ESCAPED BY '\\\\' LINES STARTING BY '(' TERMINATED BY ')'";

/** Columns of a head beyond this are not looked at; the table then goes by statements. */
const longestHead = 32_768;

/** The rows as written. What stands between them, commas, is passed over by "STARTING BY". */
async function* rowsOf(statements: readonly DumpStatement[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const { bytes, rowsAt = 0 } of statements) yield bytes.subarray(rowsAt);
}

/** Rows of all statements, as the reader counted them. */
export function countRows(statements: readonly DumpStatement[]): number {
  return statements.reduce((sum, { rows = 0 }) => sum + rows, 0);
}

/** One INSERT; where it is longer than the server takes, in pieces. */
async function sendInsert(
  session: BulkSession,
  statement: DumpStatement,
  table: string,
  signal: AbortSignal,
): Promise<BulkAnswer> {
  const { bytes, rowsAt } = statement;
  const limit = session.maxAllowedPacket - packetRoom;
  if (bytes.length <= limit) return session.run(bytes, signal);
  const what = `A row of table ${table}`;
  if (rowsAt === undefined) throw tooLarge(`A statement for table ${table}`, bytes.length, session.maxAllowedPacket);
  const head = bytes.subarray(0, rowsAt);
  const pieces = cutRows(bytes, rowsAt, limit - rowsAt);
  if (pieces === undefined) throw tooLarge(`A statement for table ${table}`, bytes.length, session.maxAllowedPacket);
  const longest = Math.max(...pieces.map((piece) => piece.length));
  if (longest + rowsAt > limit) throw tooLarge(what, longest + rowsAt, session.maxAllowedPacket);
  let affectedRows = 0;
  let warnings = 0;
  for (const piece of pieces) {
    const answer = await session.run(joinBytes(head, piece), signal);
    affectedRows += answer.affectedRows;
    warnings += answer.warnings;
  }
  return { affectedRows, warnings };
}

/** Throws when the server took another number of rows than the dump has. */
export function checkRows(table: string, dumpRows: number, rows: number): void {
  if (dumpRows === rows) return;
  throw loadFailure(
    'rowsDiffer',
    `Table ${table} has ${dumpRows} rows in the dump, and the server took ${rows}.`,
    "Choose another backup, or restore this one with the server's own client and look at its messages.",
  );
}
