import type { Token } from '../sqlText';
import { isText } from '../tokenReader';
import { decodeName } from '../sqlText';
import type { Edit, ReadStatement } from './edits';

/** Engines whose tables are in another server or file. */
const remoteEngines: ReadonlySet<string> = new Set([
  'FEDERATED',
  'CONNECT',
  'SPIDER',
  'MROONGA',
  'OQGRAPH',
  'S3',
  'MERGE',
  'MRG_MYISAM',
]);

const isName = (token: Token | undefined): token is Token => token?.kind === 'name' || token?.kind === 'word';

/** What a table's definition would read from or tie to outside of its database; undefined: nothing. */
export function outsideOfTable({ text, tokens }: ReadStatement, database: string): string | undefined {
  let depth = 0;
  let closed = false;
  for (const [index, token] of tokens.entries()) {
    if (isText(token, '(')) depth++;
    if (isText(token, ')') && --depth === 0) closed = true;
    if (isText(token, '\\') || isText(token, ';')) return 'is not one statement';
    const schema =
      isText(tokens[index + 1], '.') && isName(tokens[index + 2]) && isName(token) ? nameOf(text, token) : undefined;
    if (schema !== undefined && schema !== database && !isSequence(tokens, index))
      return `names the database ${schema}`;
    if (depth > 0) continue;
    if (
      isText(token, 'SELECT') ||
      isText(token, 'LIKE') ||
      (closed && (isText(token, 'TABLE') || isText(token, 'VALUES')))
    )
      return 'takes its contents from another table';
    if (isText(token, 'ENGINE') || isText(token, 'TYPE')) {
      const engine = tokens[index + (isText(tokens[index + 1], '=') ? 2 : 1)]?.text.toUpperCase();
      if (engine !== undefined && remoteEngines.has(engine))
        return `is of the engine ${engine}, whose contents are elsewhere`;
    }
    if (isText(token, 'TABLESPACE') && !isText(tokens[index - 1], 'DISCARD')) {
      const tablespace = tokens[index + (isText(tokens[index + 1], '=') ? 2 : 1)]?.text.toLowerCase();
      if (tablespace !== 'innodb_file_per_table' && tablespace !== 'innodb_system')
        return `lies in the tablespace ${tablespace ?? ''}`;
    }
  }
  return depth === 0 && closed ? undefined : 'is not a table definition';
}

/** MariaDB writes DEFAULT nextval(`shop`.`numbers`) with the database that the table was in. */
const isSequence = (tokens: readonly Token[], index: number): boolean =>
  isText(tokens[index - 1], '(') && isText(tokens[index - 2], 'NEXTVAL');

/** The databases before sequences in a table's defaults, to be left out: the sequence is in the table's own. */
export function sequenceEdits({ tokens }: ReadStatement): readonly Edit[] {
  const edits: Edit[] = [];
  for (const [index, token] of tokens.entries()) {
    const dot = tokens[index + 1];
    if (isSequence(tokens, index) && isName(token) && dot !== undefined && isText(dot, '.'))
      edits.push({ start: token.start, end: dot.end, text: '' });
  }
  return edits;
}

const before: ReadonlySet<string> = new Set(['FROM', 'JOIN', 'INTO', 'UPDATE', 'TABLE', 'CALL', 'REPLACE', 'DELETE']);

/** Databases that the body of a view, trigger, routine or event names before tables. */
export function databasesInBody({ text, tokens }: ReadStatement): readonly string[] {
  const found = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word' || !before.has(token.text)) continue;
    let at = index + 1;
    while (isText(tokens[at], '(')) at++;
    const schema = tokens[at];
    if (isName(schema) && isText(tokens[at + 1], '.') && isName(tokens[at + 2])) found.add(nameOf(text, schema));
  }
  return [...found];
}

function nameOf(text: string, token: Token): string {
  return decodeName(token.kind === 'word' ? text.slice(token.start, token.end) : token.text);
}

/** Words of ALTER TABLE that begin what phpMyAdmin writes behind its tables. */
const alterations: ReadonlySet<string> = new Set(['ADD', 'MODIFY', 'AUTO_INCREMENT', 'COMMENT']);

/**
 * The dump's own database in front of what a definition creates, and of the table that a trigger is on, to be left out: MariaDB
 * keeps a CREATE TRIGGER as it was typed, and people type `shop`.`orders`. Bodies stay: what they name, they name on purpose.
 */
export function ownQualifierEdits({ statement, text, tokens }: ReadStatement, source: string): readonly Edit[] {
  const edits: Edit[] = [];
  for (const [index, token] of tokens.entries()) {
    if (isText(token, 'FOR') && isText(tokens[index + 1], 'EACH')) break;
    const dot = tokens[index + 1];
    if (!isName(token) || dot === undefined || !isText(dot, '.') || nameOf(text, token) !== source) continue;
    edits.push({ start: token.start, end: dot.end, text: '' });
    if (statement.kind !== 'createTrigger') break;
  }
  return edits;
}

/** What an ALTER TABLE does that a dump has no use for; undefined: nothing. */
export function outsideOfAlter(read: ReadStatement, database: string): string | undefined {
  const { text, tokens } = read;
  let depth = 0;
  let begins = true;
  const seen = tokens.filter(({ kind }) => kind !== 'open' && kind !== 'close');
  const qualified = isText(seen[3], '.') ? 2 : 0;
  for (const [index, token] of seen.entries()) {
    if (index < 3 + qualified) continue;
    if (isText(token, '\\') || isText(token, ';')) return 'is not one statement';
    if (depth === 0 && begins && !(token.kind === 'word' && alterations.has(token.text))) return `does ${token.text}`;
    if (isText(token, '(')) depth++;
    if (isText(token, ')')) depth--;
    begins = depth === 0 && isText(token, ',');
    const schema =
      isName(token) && isText(seen[index + 1], '.') && isName(seen[index + 2]) ? nameOf(text, token) : undefined;
    if (schema !== undefined && schema !== database) return `names the database ${schema}`;
  }
  return undefined;
}
