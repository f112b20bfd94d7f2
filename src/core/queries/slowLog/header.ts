import type { SlowEntry } from './slowEntry';

/** What the lines before a statement say. */
export type HeaderFields = Omit<SlowEntry, 'offset' | 'text' | 'command' | 'cut' | 'incomplete'> & {
  /** MySQL's "use" line, or the Schema of MariaDB and Percona; empty when the session had none. */
  readonly schema?: string;
};

type Draft = { -readonly [Key in keyof HeaderFields]: HeaderFields[Key] };

/** Most lines of a plan that are kept. */
const explainLimit = 65;

/** "SET timestamp=1795423090;", with insert ids before it where a statement depends on them; Percona may write a fraction. */
const timestamp = /^SET (?:last_insert_id=\d{1,20},)?(?:insert_id=\d{1,20},)?timestamp=(\d{1,12}(?:\.\d{1,6})?);$/;

/** The SET line that stands right before a statement: seconds since 1970; undefined for another line. */
export function timestampOf(line: string): number | undefined {
  const seconds = timestamp.exec(line)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

/** The schema of a "use" line: MariaDB quotes the name, MySQL writes it as it is. Undefined for another line. */
export function usedSchema(line: string): string | undefined {
  if (!line.startsWith('use ') || !line.endsWith(';')) return undefined;
  const name = line.slice(4, -1);
  return name.startsWith('`') && name.endsWith('`') && name.length > 1 ? name.slice(1, -1).replaceAll('``', '`') : name;
}

/**
 * Reads the lines before a statement, "SET timestamp" included, separated by line breaks.
 *
 * Formats: MySQL reference manual 8.0, 7.4.5 (with `log_slow_extra`); MariaDB `log_slow_verbosity`
 * (query_plan, innodb, engine, explain), as 10.11 writes it; Percona Server 8.0, "Slow query log".
 *
 * @returns undefined when there is no "# Query_time:" among them
 */
export function readHeader(text: string): HeaderFields | undefined {
  const draft: Partial<Draft> = {};
  const plan: string[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.startsWith('# User@Host: ')) readUser(line, draft);
    else if (line.startsWith('# Time: ')) readTime(line, draft);
    else if (line.startsWith('# explain: ')) {
      if (plan.length < explainLimit) plan.push(line.slice('# explain: '.length));
    } else if (line.startsWith('# ')) readFields(line, draft);
    else {
      const schema = usedSchema(line);
      if (schema !== undefined) draft.schema = schema;
      const seconds = timestampOf(line);
      if (seconds !== undefined) draft.atMs ??= seconds * 1000;
    }
  }
  const { queryMs } = draft;
  if (queryMs === undefined) return undefined;
  return { ...draft, queryMs, ...(plan.length === 0 ? {} : { explain: plan }) };
}

/** "# User@Host: login[user] @ host [address]  Id: 9" */
function readUser(line: string, draft: Partial<Draft>): void {
  const at = line.lastIndexOf('] @ ');
  const open = line.indexOf('[');
  if (at < 0 || open < 0 || open > at) return;
  draft.user = line.slice(open + 1, at);
  const rest = line.slice(at + 4);
  const bracket = rest.indexOf('[');
  const end = rest.indexOf(']', bracket);
  const name = (bracket < 0 ? rest : rest.slice(0, bracket)).trim();
  const address = bracket < 0 || end < 0 ? '' : rest.slice(bracket + 1, end);
  if (name !== '' || address !== '') draft.host = name === '' ? address : name;
  const id = /\bId: +(\d{1,20})\s*$/.exec(rest.slice(-40))?.[1];
  if (id !== undefined) draft.thread = Number(id);
}

/** MySQL 5.7 and later write ISO 8601 with a zone. Older and MariaDB write local time, of which the zone is unknown. */
function readTime(line: string, draft: Partial<Draft>): void {
  const text = line.slice('# Time: '.length).trim();
  if (!/^\d{4}-\d\d-\d\dT[\d:.]{8,20}(?:Z|[+-]\d\d:\d\d)$/.test(text)) return;
  const at = Date.parse(text);
  if (!Number.isNaN(at)) draft.atMs = at;
}

/** "# Key: value  Key: value". A schema's name may hold anything, so it ends where the next known key begins. */
function readFields(line: string, draft: Partial<Draft>): void {
  let from = 2;
  for (let colon = line.indexOf(': ', from); colon > 0; colon = line.indexOf(': ', from)) {
    const key = line.slice(line.lastIndexOf(' ', colon) + 1, colon);
    let start = colon + 2;
    while (line.charCodeAt(start) === 0x20) start++;
    if (key === 'Schema') {
      const end = schemaEnd(line, colon + 2);
      draft.schema = line.slice(colon + 2, end).trim();
      from = end;
      continue;
    }
    let end = line.indexOf(' ', start);
    if (end < 0) end = line.length;
    const number = numbers.get(key);
    if (number !== undefined) setNumber(draft, number, line.slice(start, end));
    else if (words.has(key)) setWord(draft, key, line.startsWith('Yes', start));
    // log_slow_extra writes a dozen counters here that nobody asks for: half of the time went into them.
    const skipped = key === 'Bytes_received' ? line.indexOf(' Sort_rows: ', end) : -1;
    from = skipped < 0 ? end : skipped;
  }
}

function schemaEnd(line: string, from: number): number {
  const ends = ['  QC_hit: ', '  QC_Hit: ', '  Last_errno: ']
    .map((key) => line.lastIndexOf(key))
    .filter((at) => at >= from - 1);
  return ends.length === 0 ? line.length : Math.min(...ends);
}

type NumberKey =
  | 'queryMs'
  | 'lockMs'
  | 'rowsSent'
  | 'rowsExamined'
  | 'rowsAffected'
  | 'thread'
  | 'errno'
  | 'tmpTables'
  | 'tmpDiskTables'
  | 'sortRows';

/** By the servers' names; the two times are seconds. */
const numbers: ReadonlyMap<string, NumberKey> = new Map([
  ['Query_time', 'queryMs'],
  ['Lock_time', 'lockMs'],
  ['Rows_sent', 'rowsSent'],
  ['Rows_examined', 'rowsExamined'],
  ['Rows_affected', 'rowsAffected'],
  ['Thread_id', 'thread'],
  ['Errno', 'errno'],
  ['Last_errno', 'errno'],
  ['Tmp_tables', 'tmpTables'],
  ['Created_tmp_tables', 'tmpTables'],
  ['Tmp_disk_tables', 'tmpDiskTables'],
  ['Created_tmp_disk_tables', 'tmpDiskTables'],
  ['Sort_rows', 'sortRows'],
]);
const words: ReadonlySet<string> = new Set(['Full_scan', 'Full_join', 'Filesort', 'Tmp_table_on_disk']);

function setWord(draft: Partial<Draft>, key: string, yes: boolean): void {
  if (key === 'Full_scan') draft.fullScan = yes;
  else if (key === 'Full_join') draft.fullJoin = yes;
  else if (key === 'Filesort') draft.filesort = yes;
  // Where the count is not written: one at least.
  else draft.tmpDiskTables ??= yes ? 1 : 0;
}

function setNumber(draft: Partial<Draft>, key: NumberKey, text: string): void {
  const value = Number(text);
  // MySQL 9.7 logs counters that went below zero as 18446744073709551615 after a change of user.
  if (text === '' || !(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) return;
  draft[key] = key === 'queryMs' || key === 'lockMs' ? Math.round(value * 1e6) / 1000 : value;
}
