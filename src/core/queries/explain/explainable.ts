import { OpsError } from '../../base/errors';
import { readings, type SqlToken } from '../../connections/sqlTokens';

/** Why a text cannot be handed to EXPLAIN. */
export type ObstacleReason = 'unreadable' | 'multiple' | 'notSelect' | 'placeholders' | 'cut';

const messages: Record<ObstacleReason, string> = {
  unreadable: 'The statement could not be read with certainty, so it was not sent to the server.',
  multiple: 'This is more than one statement; EXPLAIN takes one.',
  notSelect: 'Only what reads rows has a plan: SELECT, and the reading half of UPDATE, DELETE and INSERT … SELECT.',
  placeholders: 'The statement has placeholders (?) and no values for them.',
  cut: 'The server kept only the beginning of the statement.',
};

/** EXPLAIN INTO stores the plan in a variable, SELECT … INTO a result: neither has a place in a read-only look. */
function obstacleOf(tokens: readonly SqlToken[]): ObstacleReason | undefined {
  const semicolon = tokens.findIndex(({ kind, text }) => kind === 'symbol' && text === ';');
  const statement = semicolon < 0 ? tokens : tokens.slice(0, semicolon);
  if (semicolon >= 0 && tokens.slice(semicolon).some(({ text }) => text !== ';')) return 'multiple';
  const first = statement.find(({ text }) => text !== '(');
  if (first?.kind !== 'word' || (first.text !== 'SELECT' && first.text !== 'WITH')) return 'notSelect';
  const words = statement.map(({ kind, text, qualified }) => (kind === 'word' && !qualified ? text : ''));
  const writes = words.some(
    (word, index) =>
      word === 'INTO' ||
      (first.text === 'WITH' && (word === 'DELETE' || (word === 'UPDATE' && words[index - 1] !== 'FOR'))),
  );
  if (writes) return 'notSelect';
  return statement.some(({ kind, text }) => kind === 'symbol' && text === '?') ? 'placeholders' : undefined;
}

/**
 * What keeps `sql` from being explained; undefined when nothing does. Every reading that a server may take of versioned
 * comments has to pass: "/*!80018 ANALYZE *\/ SELECT …" behind EXPLAIN would be executed.
 */
export function explainObstacle(sql: string): ObstacleReason | undefined {
  // performance_schema cuts a text at its limit and ends it with three dots; no statement ends so by itself.
  if (sql.trimEnd().endsWith('...')) return 'cut';
  const all = readings(sql);
  if (all === undefined) return 'unreadable';
  for (const reading of all) {
    const obstacle = obstacleOf(reading);
    if (obstacle !== undefined) return obstacle;
  }
  return undefined;
}

/** The error for people, with the reason as its own. */
export function obstacleError(reason: ObstacleReason): OpsError<ObstacleReason> {
  return new OpsError(reason, messages[reason], { safe: 'Nothing was executed.' });
}
