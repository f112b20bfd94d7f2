// What a server was really asked: its own general log, for tests that say "nothing but reading".
import type { Connection, RowDataPacket } from 'mysql2/promise';

export interface LoggedStatement {
  /** "Query", "Execute", "Prepare", "Init DB", "Connect", "Quit". */
  readonly command: string;
  readonly text: string;
}

/**
 * Everything that sessions of `user` sent while `work` ran, in order. The log goes to mysql.general_log meanwhile, and the
 * variables are put back: for a server that no other test uses at the same time.
 */
export async function loggedDuring(
  admin: Connection,
  user: string,
  work: () => Promise<unknown>,
): Promise<readonly LoggedStatement[]> {
  const [[before]] = await admin.query<RowDataPacket[]>(
    'SELECT @@GLOBAL.log_output AS output, @@GLOBAL.general_log AS general',
  );
  await admin.query(
    "SET GLOBAL general_log = 0; TRUNCATE mysql.general_log; SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = 1",
  );
  try {
    await work();
  } finally {
    await admin.query(
      `SET GLOBAL general_log = ${Number(before?.['general'])}; SET GLOBAL log_output = '${String(before?.['output'])}'`,
    );
  }
  const [rows] = await admin.query<RowDataPacket[]>(
    `SELECT command_type AS command, CONVERT(argument USING utf8mb4) AS text FROM mysql.general_log
WHERE user_host LIKE CONCAT('%', ?, '[%') OR user_host LIKE CONCAT('[', ?, ']%') ORDER BY event_time`,
    [user, user],
  );
  return rows.map((row) => ({ command: String(row['command']), text: String(row['text']) }));
}

/** What a reading session may send: one of these, and nothing behind it that stores something. */
const reading =
  /^(?:SELECT|SHOW|EXPLAIN|WITH|USE|ROLLBACK|START TRANSACTION READ ONLY|SET SESSION (?!.*\bREAD WRITE\b))\b(?![\s\S]*\bINTO (?:OUTFILE|DUMPFILE)\b)/i;

/** Statements of a log that are not reading; connecting and leaving count as reading. */
export function notReading(log: readonly LoggedStatement[]): readonly LoggedStatement[] {
  return log.filter(
    ({ command, text }) =>
      !['Connect', 'Quit', 'Init DB', 'Close stmt', 'Ping', 'Reset stmt'].includes(command) && !reading.test(text),
  );
}
