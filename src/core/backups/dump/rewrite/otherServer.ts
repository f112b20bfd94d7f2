import type { SqlServer } from '../../../connections/sql';
import { decodeName, type Token } from '../sqlText';
import { isText } from '../tokenReader';
import type { Edit, ReadStatement } from './edits';

/** What a table's definition has that the server may not. */
export interface ServerFit {
  /** Clauses left out, with why. */
  readonly edits: readonly (Edit & { readonly why: string })[];
  /** What the server refuses, in words that follow "uses". */
  readonly refused: readonly string[];
  /** What the server ignores although it matters. */
  readonly remarks: readonly string[];
}

const atLeast = ({ major, minor }: SqlServer, wantedMajor: number, wantedMinor: number): boolean =>
  major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);

/** MariaDB's own column types, with the version that brought them; MySQL has none of them. */
const mariadbTypes: Readonly<Record<string, readonly [major: number, minor: number]>> = {
  UUID: [10, 7],
  INET6: [10, 5],
  INET4: [10, 10],
  XMLTYPE: [12, 3],
};

/** Options of Aria tables and MariaDB's page compression; they change nothing about the contents. */
const mariadbOptions: ReadonlySet<string> = new Set([
  'PAGE_CHECKSUM',
  'TRANSACTIONAL',
  'PAGE_COMPRESSED',
  'PAGE_COMPRESSION_LEVEL',
  'ENCRYPTED',
  'ENCRYPTION_KEY_ID',
  'IETF_QUOTES',
]);

/** MySQL's options; MariaDB knows none of them. */
const mysqlOptions: ReadonlySet<string> = new Set([
  'ENCRYPTION',
  'COMPRESSION',
  'AUTOEXTEND_SIZE',
  'ENGINE_ATTRIBUTE',
  'SECONDARY_ENGINE',
  'SECONDARY_ENGINE_ATTRIBUTE',
]);

/** Fits a CREATE TABLE to the server. Both manuals, CREATE TABLE; version comments as each server reads them. */
export function fitTable({ text, tokens }: ReadStatement, server: SqlServer): ServerFit {
  const edits: (Edit & { why: string })[] = [];
  const refused = new Set<string>();
  const remarks = new Set<string>();
  const mariadb = server.flavour === 'mariadb';
  const options = mariadb ? mysqlOptions : mariadbOptions;
  let depth = 0;
  let skipped = false;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'open') skipped = isSkipped(text.slice(token.start, token.end), server);
    if (token.kind === 'close') skipped = false;
    if (isText(token, '(')) depth++;
    if (isText(token, ')')) depth--;
    const next = tokens[index + 1];
    if (skipped) {
      const lost = lostInComment(token, next);
      if (lost !== undefined) remarks.add(lost);
      continue;
    }
    if (depth === 0 && isDirectory(token, next)) {
      const end = tokens[index + (isText(tokens[index + 2], '=') ? 3 : 2)];
      if (end !== undefined)
        edits.push({
          start: token.start,
          end: end.end,
          text: '',
          why: 'Tables are placed where the server keeps its databases.',
        });
    }
    if (
      depth === 0 &&
      token.kind === 'word' &&
      options.has(token.text) &&
      (isText(next, '=') || next?.kind === 'string')
    ) {
      const end = isText(next, '=') ? tokens[index + 2] : next;
      if (end !== undefined)
        edits.push({
          start: token.start,
          end: end.end,
          text: '',
          why: `The server does not know the table option ${token.text}.`,
        });
    }
    for (const what of mariadb ? unknownToMariadb(tokens, index, depth, server) : unknownToMysql(tokens, index, depth))
      refused.add(what);
  }
  return { edits, refused: [...refused], remarks: [...remarks] };
}

/** MariaDB skips MySQL's comments of versions 50700 to 99999, MySQL those that begin with M (MariaDB manual, Comment Syntax). */
function isSkipped(opening: string, { flavour }: SqlServer): boolean {
  const version = Number(/\d+$/.exec(opening)?.[0] ?? '0');
  if (flavour === 'mysql') return opening.startsWith('/*M') || version >= 100_000;
  return version >= 50_700 && version <= 99_999;
}

function lostInComment(token: Token, next: Token | undefined): string | undefined {
  if (isText(token, 'INVISIBLE')) return 'has an invisible column or index, which becomes visible';
  if (isText(token, 'NOT') && isText(next, 'ENFORCED')) return 'has a check that was not enforced, which will be';
  if (isText(token, 'SRID')) return 'restricts a column to a spatial reference system, which this server does not';
  return isText(token, 'COMPRESSED') ? 'has a compressed column, which is stored uncompressed' : undefined;
}

const isDirectory = (token: Token, next: Token | undefined): boolean =>
  (isText(token, 'DATA') || isText(token, 'INDEX')) && isText(next, 'DIRECTORY');

function* unknownToMariadb(
  tokens: readonly Token[],
  index: number,
  depth: number,
  server: SqlServer,
): Generator<string> {
  const token = tokens[index];
  const before = tokens[index - 1];
  if (token === undefined) return;
  // KEY `name` ((expression)): a functional index.
  if (
    depth === 3 &&
    isText(token, '(') &&
    isText(before, '(') &&
    tokens[index - 2]?.kind === 'name' &&
    isText(tokens[index - 3], 'KEY')
  )
    yield 'an index over an expression, which MariaDB does not have';
  if (depth !== 1 || token.kind !== 'word' || before?.kind !== 'name') return;
  const version = mariadbTypes[token.text];
  if (version !== undefined && !atLeast(server, ...version))
    yield `the type ${token.text.toLowerCase()}, which came with MariaDB ${version.join('.')}`;
  if (token.text === 'VECTOR' && !atLeast(server, 11, 7)) yield 'the type vector, which came with MariaDB 11.7';
}

function* unknownToMysql(tokens: readonly Token[], index: number, depth: number): Generator<string> {
  const token = tokens[index];
  const next = tokens[index + 1];
  if (token?.kind !== 'word') return;
  if (depth === 1 && tokens[index - 1]?.kind === 'name' && token.text in mariadbTypes)
    yield `MariaDB's type ${token.text.toLowerCase()}`;
  if (isText(token, 'WITH') && isText(next, 'SYSTEM')) yield "MariaDB's system versioning";
  if (depth === 1 && isText(token, 'PERIOD') && isText(next, 'FOR')) yield "MariaDB's periods";
  if (depth === 1 && isText(token, 'IGNORED')) yield "MariaDB's ignored indexes";
  if (depth === 1 && isText(token, 'DEFAULT') && isText(next, 'NEXTVAL')) yield "MariaDB's sequences";
  if (depth === 0 && isText(token, 'ENGINE')) {
    const engine = tokens[index + (isText(next, '=') ? 2 : 1)]?.text.toUpperCase();
    if (engine === 'ARIA' || engine === 'COLUMNSTORE' || engine === 'S3' || engine === 'SPHINX')
      yield `the engine ${engine}, which MySQL does not have`;
  }
}

/** Computed columns: MySQL refuses values for them, MariaDB passes over the values. */
export function generatedColumns({ tokens }: ReadStatement): ReadonlySet<string> {
  const names = new Set<string>();
  let depth = 0;
  let column: string | undefined;
  for (const [index, token] of tokens.entries()) {
    if (depth === 1 && token.kind === 'name' && (isText(tokens[index - 1], '(') || isText(tokens[index - 1], ',')))
      column = token.text;
    if (isText(token, '(')) depth++;
    if (isText(token, ')')) depth--;
    if (depth === 1 && column !== undefined && isText(token, 'GENERATED') && isText(tokens[index + 1], 'ALWAYS'))
      names.add(decodeName(column));
  }
  return names;
}
