import { shellArgument } from '../setup/quoting';
import { clientOf } from './byHand';
import type { RunbookFacts } from './facts';
import type { GeneratedSection } from './markers';
import { bullets, code, commands } from './markdown';

export function pointInTimeSection(facts: RunbookFacts): GeneratedSection {
  return { name: 'pointInTime', text: ['## Up to a moment', ...stepsOf(facts)].join('\n\n') };
}

function stepsOf(facts: RunbookFacts): readonly string[] {
  const { binaryLog, database, newest } = facts;
  if (binaryLog === 'unknown')
    return [
      `Whether the server keeps binary logs is not known: nobody asked it. Ask with ${code("SHOW VARIABLES LIKE 'log_bin'")}. Where it says ON, write this runbook anew while connected.`,
    ];
  if (binaryLog === 'off')
    return ['The server keeps no binary logs. What was written after the newest backup cannot be brought back.'];
  const live = database.name ?? 'DATABASE';
  // --rewrite-db comes first on MySQL and --database sees the new name (mysqlbinlog manual); on MariaDB it sees the old one.
  const copy = `${live}_restore`;
  const program = database.driver === 'mariadb' ? 'mariadb-binlog' : 'mysqlbinlog';
  const start =
    newest === undefined ? 'YYYY-MM-DD HH:MM:SS' : newest.createdAt.toISOString().slice(0, 19).replace('T', ' ');
  const reader = clientOf(facts, program).replace(/ --default-character-set=\S+/, '');
  return [
    'The server keeps binary logs: what was written after the backup can be replayed into the restored copy, up to just before the damage.',
    'List the logs, oldest first:',
    commands(`${clientOf(facts)} -e 'SHOW BINARY LOGS'`),
    'Look at what would be replayed. Times are in UTC; the first log is the one that was written when the backup began:',
    commands(
      `TZ=UTC ${reader} --read-from-remote-server --to-last-log --start-datetime=${shellArgument(start)} --stop-datetime='YYYY-MM-DD HH:MM:SS' --rewrite-db=${shellArgument(`${live}->${copy}`)} --database=${shellArgument(database.driver === 'mariadb' ? live : copy)} FIRST-LOG > replay.sql`,
    ),
    'Read `replay.sql` for the statement that did the damage, and stop before it. Then:',
    commands(`${clientOf(facts)} ${shellArgument(copy)} < replay.sql`),
    bullets([
      'Do this before the switch. The live database is not touched.',
      'The dump does not say its exact place in the log. Rows of the second in which it began may be there already: a duplicate key (1062) then means that, not damage.',
      'It wants row-based logs (`binlog_format=ROW`): a statement that names the live database itself is not rewritten.',
      database.driver === 'mariadb'
        ? 'The account needs BINLOG MONITOR to list logs, REPLICATION SLAVE to read them and BINLOG REPLAY to replay them.'
        : 'The account needs REPLICATION CLIENT to list logs, REPLICATION SLAVE to read them and BINLOG_ADMIN to replay them.',
    ]),
  ];
}
