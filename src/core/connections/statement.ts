import { readings } from './sqlTokens';
import type { SqlToken } from './sqlTokens';

/**
 * What running a statement can do. `read`: nothing but read (it may still be slow) · `session`: changes this session
 * alone, and not what keeps it read-only · `write`: anything else that is understood · `multiple`: more than one statement ·
 * `unreadable`: nobody can say. Only the first two may run without a permit.
 */
export type StatementKind = 'read' | 'session' | 'write' | 'multiple' | 'unreadable';

const severity: readonly StatementKind[] = ['read', 'session', 'write', 'multiple', 'unreadable'];

/**
 * Sorts a statement of MySQL 5.7 to 9 and MariaDB 10.3 to 12 by its keywords. It errs towards `write`. What it cannot see:
 * stored functions that write (the read-only session refuses those), and modes of the session that change quoting (the
 * driver sets them).
 */
export function classifyStatement(sql: string): StatementKind {
  const all = readings(sql);
  if (all === undefined) return 'unreadable';
  const kinds = all.map(classifyReading);
  return severity.findLast((kind) => kinds.includes(kind)) ?? 'unreadable';
}

const writing = new Set(
  `ALTER BACKUP BEGIN BINLOG CACHE CALL CHANGE CHECK CLONE CREATE DEALLOCATE DELETE DO DROP EXECUTE FLUSH GRANT HANDLER
  IMPORT INSERT INSTALL KILL LOAD LOCK OPTIMIZE PREPARE PURGE RELEASE RENAME REPAIR REPLACE RESET RESIGNAL RESTART REVOKE
  SAVEPOINT SHUTDOWN SIGNAL STOP TRUNCATE UNINSTALL UNLOCK UPDATE XA`.split(/\s+/),
);

/** Functions that make other sessions wait, or that advance a sequence. */
const writingFunctions = new Set(['GET_LOCK', 'RELEASE_LOCK', 'RELEASE_ALL_LOCKS', 'NEXTVAL', 'SETVAL', 'BENCHMARK']);

function classifyReading(tokens: readonly SqlToken[]): StatementKind {
  const end = tokens.findIndex((token) => isSymbol(token, ';'));
  if (end >= 0 && tokens.slice(end).some((token) => !isSymbol(token, ';'))) return 'multiple';
  return classifyOne(end < 0 ? tokens : tokens.slice(0, end));
}

function classifyOne(statement: readonly SqlToken[]): StatementKind {
  const start = statement.findIndex((token) => !isSymbol(token, '('));
  const first = statement[start];
  if (first === undefined || first.kind !== 'word') return 'unreadable';
  const rest = statement.slice(start + 1);
  if (['SELECT', 'WITH', 'VALUES', 'TABLE'].includes(first.text)) return classifySelect(statement);
  // Only queries may stand in parentheses.
  if (start > 0) return writing.has(first.text) ? 'write' : 'unreadable';
  switch (first.text) {
    case 'SHOW':
    case 'HELP':
      return 'read';
    case 'CHECKSUM':
      return rest[0]?.text === 'TABLE' ? 'read' : 'unreadable';
    case 'EXPLAIN':
    case 'DESCRIBE':
    case 'DESC':
      return classifyExplain(rest);
    case 'ANALYZE':
      return classifyAnalyze(rest);
    case 'USE':
    case 'COMMIT':
    case 'ROLLBACK':
      return 'session';
    case 'START':
      return classifyStart(rest);
    case 'SET':
      return classifySet(rest);
    default:
      return writing.has(first.text) ? 'write' : 'unreadable';
  }
}

/** A query: reading, unless it stores its result, locks rows or heads a statement that writes (WITH … DELETE). */
function classifySelect(tokens: readonly SqlToken[]): StatementKind {
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word' || token.qualified) continue;
    const next = tokens[index + 1];
    switch (token.text) {
      case 'INTO':
      case 'DELETE':
      case 'UPDATE':
      case 'CALL':
        return 'write';
      case 'INSERT':
      case 'REPLACE':
        // Also functions.
        if (next === undefined || !isSymbol(next, '(')) return 'write';
        break;
      case 'FOR':
        if (next?.text === 'SHARE') return 'write';
        break;
      case 'LOCK':
        if (next?.text === 'IN') return 'write';
        break;
      case 'NEXT':
      case 'PREVIOUS':
        if (next?.text === 'VALUE') return 'write';
        break;
      default:
        if (writingFunctions.has(token.text) && next !== undefined && isSymbol(next, '(')) return 'write';
    }
  }
  return tokens.some(({ kind, text }) => kind === 'word' && ['SELECT', 'VALUES', 'TABLE'].includes(text))
    ? 'read'
    : 'unreadable';
}

/** EXPLAIN runs nothing, EXPLAIN ANALYZE runs the statement, EXPLAIN INTO stores the plan. */
function classifyExplain(rest: readonly SqlToken[]): StatementKind {
  let at = 0;
  let executes = false;
  for (; at < rest.length; at++) {
    const text = rest[at]?.text;
    if (text === 'ANALYZE') executes = true;
    else if (text === 'INTO') return 'write';
    else if (text === 'FORMAT' && rest[at + 1]?.text === '=') at += 2;
    else if (text === 'FOR' && ['SCHEMA', 'DATABASE'].includes(rest[at + 1]?.text ?? '')) at += 2;
    else if (text !== 'EXTENDED' && text !== 'PARTITIONS') break;
  }
  const inner = rest.slice(at);
  if (inner.length === 0) return 'unreadable';
  if (executes) return executed(inner);
  return 'read';
}

/** MariaDB's ANALYZE [FORMAT=JSON] runs the statement; ANALYZE TABLE writes statistics. */
function classifyAnalyze(rest: readonly SqlToken[]): StatementKind {
  if (rest[0]?.text === 'FORMAT' && rest[1]?.text === '=') return executed(rest.slice(3));
  return executed(rest);
}

/** For statements that are run to be explained. A bare TABLE is left out: "ANALYZE TABLE orders" writes statistics. */
function executed(inner: readonly SqlToken[]): StatementKind {
  const query = ['SELECT', 'WITH', 'VALUES', '('].includes(inner[0]?.text ?? '');
  return query && classifyOne(inner) === 'read' ? 'read' : 'write';
}

function classifyStart(rest: readonly SqlToken[]): StatementKind {
  const words = rest.map(({ text }) => text);
  const readOnly = words.some((word, index) => word === 'READ' && words[index + 1] === 'ONLY');
  return words[0] === 'TRANSACTION' && readOnly && !words.includes('WRITE') ? 'session' : 'write';
}

/** Session variables that a reader may set. None of them lifts the read-only mode, the timeouts or the quoting rules. */
const sessionVariables = new Set(
  `TIME_ZONE LC_TIME_NAMES LOCK_WAIT_TIMEOUT INNODB_LOCK_WAIT_TIMEOUT GROUP_CONCAT_MAX_LEN OPTIMIZER_SWITCH OPTIMIZER_TRACE
  OPTIMIZER_TRACE_LIMIT OPTIMIZER_TRACE_MAX_MEM_SIZE OPTIMIZER_PRUNE_LEVEL OPTIMIZER_SEARCH_DEPTH EXPLAIN_FORMAT
  EXPLAIN_JSON_FORMAT_VERSION END_MARKERS_IN_JSON PROFILING INFORMATION_SCHEMA_STATS_EXPIRY`.split(/\s+/),
);

function classifySet(rest: readonly SqlToken[]): StatementKind {
  const words = rest.map(({ text }) => text);
  // SET [SESSION] TRANSACTION …: the isolation level and READ ONLY, never READ WRITE.
  const scope = ['SESSION', 'LOCAL'].includes(words[0] ?? '') ? 1 : 0;
  if (words[scope] === 'TRANSACTION') return words.includes('WRITE') ? 'write' : 'session';
  if (words[0] === 'NAMES') return words.length === 2 && /^UTF8(MB[34])?$/.test(words[1] ?? '') ? 'session' : 'write';
  return assignments(rest).every(isSessionAssignment) ? 'session' : 'write';
}

function assignments(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const parts: SqlToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (isSymbol(token, '(')) depth++;
    if (isSymbol(token, ')')) depth--;
    if (depth === 0 && isSymbol(token, ',')) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** "@x = 1", "SESSION name = 1", "@@session.name = 1", "name := 1"; the value must not itself write. */
function isSessionAssignment(tokens: readonly SqlToken[]): boolean {
  const equals = tokens.findIndex((token) => isSymbol(token, '='));
  if (equals < 1 || classifySelect([selectWord, ...tokens.slice(equals + 1)]) !== 'read') return false;
  const target = tokens.slice(0, equals).filter((token) => !isSymbol(token, ':'));
  const text = target.map((token) => (token.kind === 'quotedName' || token.kind === 'string' ? '?' : token.text));
  if (text[0] === '@' && text[1] !== '@') return text.length === 2;
  const name = text.join(' ').replace(/^(@ @ (SESSION|LOCAL) \. |@ @ |(SESSION|LOCAL) )/, '');
  return sessionVariables.has(name);
}

const selectWord: SqlToken = { kind: 'word', text: 'SELECT', qualified: false };

function isSymbol(token: SqlToken, text: string): boolean {
  return token.kind === 'symbol' && token.text === text;
}
