import type { SqlServer } from '../../connections/sql';
import { collationEdits } from './rewrite/collations';
import { definerEdit } from './rewrite/definer';
import { edited, readStatement, type Edit, type ReadStatement } from './rewrite/edits';
import { fitTable, generatedColumns } from './rewrite/otherServer';
import { databasesInBody, outsideOfAlter, outsideOfTable, ownQualifierEdits, sequenceEdits } from './rewrite/outside';
import { knownSession } from './rewrite/sessionFit';
import { createRewritingRecord, readable } from './rewrite/record';
import { foreignInRows } from './rewrite/rowsCheck';
import type { Rewriting } from './rewriting';
import { readSet } from './session';
import { toBinaryText } from './sqlText';
import type { DumpStatement } from './statement';

/** Where a dump is restored to, as far as its statements have to fit. */
export interface RewriteContext {
  readonly server: SqlServer;
  /** CURRENT_USER(): "shop_app@localhost". */
  readonly currentUser: string;
  /** SUPER, SET USER (MariaDB), SET_USER_ID or SET_ANY_DEFINER (MySQL). */
  readonly maySetDefiner: boolean;
  /** Every collation that the server knows. */
  readonly collations: ReadonlySet<string>;
  /** The database that statements run in. */
  readonly database: string;
  /** The database that the dump is of, where its file's name says it: its own name in front of an object's is left out. */
  readonly source?: string;
}

/** What becomes of one statement. */
export type Rewritten =
  | { readonly action: 'run'; readonly statement: DumpStatement }
  | { readonly action: 'drop' }
  /**
   * `outside`: it is not part of a dump or would reach outside of the database, so nothing of the dump should be trusted.
   * `unsupported`: the server cannot take it.
   */
  | { readonly action: 'refuse'; readonly reason: 'outside' | 'unsupported'; readonly problem: string };

/** Fits a dump's statements to where they are restored, and remembers what it changed. */
export interface Rewriter {
  rewrite(statement: DumpStatement): Rewritten;
  /** Everything that was changed or left out so far, one entry a kind and reason. */
  readonly rewritings: readonly Rewriting[];
  /** Every refusal so far, in a sentence; and what the server will not take. */
  readonly problems: readonly string[];
  /** What people should know and nothing has to be done about. */
  readonly remarks: readonly string[];
}

/** Objects that a server may tell with their database in front. */
const ownNamed: ReadonlySet<string> = new Set(['createTrigger', 'createRoutine', 'createEvent', 'createView']);

/** @param context the server and account that the statements are for */
export function createRewriter(context: RewriteContext): Rewriter {
  const record = createRewritingRecord();
  const problems = new Set<string>();
  const remarks = new Set<string>();
  /** Tables with generated columns, where the server takes no values for them. */
  const generated = new Map<string, ReadonlySet<string>>();
  let database: string | undefined;

  const refuse = (reason: 'outside' | 'unsupported', problem: string): Rewritten => {
    problems.add(problem);
    return { action: 'refuse', reason, problem };
  };
  const drop = (kind: Rewriting['kind'], why: string, statement: DumpStatement): Rewritten => {
    record.add(kind, why, toBinaryText(statement.bytes.subarray(0, 1600)));
    return { action: 'drop' };
  };

  /** CREATE DATABASE and USE: one database is restored, where the person said. */
  function named(statement: DumpStatement): Rewritten {
    database ??= statement.name;
    if (statement.name !== undefined && statement.name !== database && statement.kind !== 'dropDatabase')
      return refuse(
        'unsupported',
        `holds several databases: ${database ?? ''} and ${statement.name}. Restore one of them at a time`,
      );
    return drop('database', `Restored into ${context.database}.`, statement);
  }

  function set(statement: DumpStatement): Rewritten {
    const text = toBinaryText(statement.bytes);
    const assignments = readSet(text);
    if (assignments === undefined && !/^(?:\/\*M?!\d*\s*)?SET\s+(?:SESSION\s+)?TRANSACTION\b/i.test(text))
      return refuse('outside', `${quoted(statement)} is not part of a dump`);
    for (const { scope, name } of assignments ?? []) {
      if (name === 'GTID_PURGED' || name === 'GTID_SLAVE_POS')
        return drop('gtidPurged', 'Belongs to replication, needs privileges, and changes the whole server.', statement);
      if (name === 'SQL_LOG_BIN' || name === 'MYSQLDUMP_TEMP_LOG_BIN')
        return drop(
          'sqlLogBin',
          'A restore belongs into the binary log, and leaving it out needs privileges.',
          statement,
        );
      if (scope === 'session' && accountSettings.has(name))
        return refuse('outside', `${quoted(statement)} changes an account`);
      if (scope === 'global') return refuse('outside', `${quoted(statement)} changes the whole server`);
    }
    return drop('session', 'Settings of the session are understood and made by Laravel Ops.', statement);
  }

  function insert(statement: DumpStatement): Rewritten {
    const { name = '', rowsAt, rowForm, schema, columns } = statement;
    if (schema !== undefined && schema !== context.database)
      return refuse('outside', `writes into ${schema}.${name}, another database`);
    const computed = [...(generated.get(name) ?? [])].filter((column) => columns?.includes(column) ?? true);
    if (computed.length > 0)
      return refuse(
        'unsupported',
        `the rows of ${name} have values for the generated column ${computed.join(', ')}, which MySQL does not take`,
      );
    if (rowsAt === undefined)
      return refuse('outside', `fills ${name} with something else than rows: ${quoted(statement)}`);
    const odd = rowForm === 'expressions' ? foreignInRows(statement.bytes, rowsAt) : undefined;
    if (odd !== undefined) return refuse('outside', `the rows of ${name} are not only values: ${odd}`);
    return { action: 'run', statement };
  }

  function define(statement: DumpStatement): Rewritten {
    const { kind, name = '', schema } = statement;
    const noun = nouns[kind] ?? 'object';
    const own = schema !== undefined && schema === context.source && ownNamed.has(kind);
    if (schema !== undefined && schema !== context.database && !own)
      return refuse('outside', `creates ${schema}.${name}, in another database`);
    const read = readStatement(statement);
    if (read === undefined)
      return refuse('unsupported', `the ${noun} ${name} cannot be read: a quote or comment is left open`);
    if (kind === 'createSequence' && context.server.flavour === 'mysql')
      return refuse('unsupported', `the sequence ${name}: MySQL has no sequences`);
    const outside =
      kind === 'createTable'
        ? outsideOfTable(read, context.database)
        : kind === 'alterTable'
          ? outsideOfAlter(read, context.database)
          : undefined;
    if (outside !== undefined) return refuse('outside', `the ${noun} ${name} ${outside}`);
    return fit(read, noun, name);
  }

  /** Definer, collations and clauses of one definition. */
  function fit(read: ReadStatement, noun: string, name: string): Rewritten {
    const { statement, text } = read;
    const edits: Edit[] = [];
    const { edits: other, lost } = collationEdits(read, context.collations);
    if (lost.length > 0)
      return refuse(
        'unsupported',
        `the ${noun} ${name} uses the collation ${lost.join(', ')}, which the server does not know`,
      );
    for (const edit of other) {
      edits.push(edit);
      record.add(
        'collation',
        `The server does not know ${edit.unknown}; ${edit.text} is nearest. Order and equality of some texts may differ.`,
        edit.unknown,
        edit.text,
      );
    }
    if (statement.kind === 'createTable') {
      const server = fitTable(read, context.server);
      if (server.refused.length > 0)
        return refuse('unsupported', `the table ${name} uses ${server.refused.join(' and ')}`);
      for (const edit of server.edits) {
        edits.push(edit);
        record.add('privilege', edit.why, text.slice(edit.start, edit.end));
      }
      if (context.server.flavour === 'mysql') generated.set(name, generatedColumns(read));
      for (const edit of sequenceEdits(read)) {
        edits.push(edit);
        record.add('database', `Restored into ${context.database}.`, text.slice(edit.start, edit.end));
      }
      for (const remark of server.remarks) remarks.add(`the table ${name} ${remark}`);
    } else {
      if (context.source !== undefined)
        for (const edit of ownQualifierEdits(read, context.source)) {
          edits.push(edit);
          record.add('database', `Restored into ${context.database}.`, text.slice(edit.start, edit.end));
        }
      for (const other of databasesInBody(read))
        if (other !== context.database)
          remarks.add(
            `the ${noun} ${name} names the database ${other}: what it does there, it does there after a restore too`,
          );
      const definer = context.maySetDefiner ? undefined : definerEdit(read, context.currentUser);
      if (definer !== undefined) {
        edits.push(definer);
        record.add(
          'definer',
          'Only an account with more rights may create objects in the name of another.',
          text.slice(definer.start, definer.end),
          definer.text,
        );
      }
    }
    return { action: 'run', statement: withKnownSession(edited(read, edits)) };
  }

  function withKnownSession(statement: DumpStatement): DumpStatement {
    if (statement.session === undefined) return statement;
    const { session, lost } = knownSession(statement.session, context);
    if (lost.length > 0)
      record.add(
        'session',
        `The server does not know the SQL mode ${lost.join(', ')}.`,
        statement.session.sqlMode ?? '',
        session.sqlMode,
      );
    return { ...statement, session };
  }

  function sequenceValue(statement: DumpStatement): Rewritten {
    if (context.server.flavour === 'mysql')
      return refuse('unsupported', `the sequence ${statement.name ?? ''}: MySQL has no sequences`);
    const written = toBinaryText(statement.bytes).replace(/^\/\*M?!\d*\s*([^]*?)\s*\*\/$/, '$1');
    if (/^(?:SELECT|DO)\s+SETVAL\s*\(\s*`(?:[^`]|``)*`\s*(?:,\s*-?\d+\s*){1,3}\)$/i.test(written))
      return { action: 'run', statement };
    return refuse('outside', `${quoted(statement)} is not part of a dump`);
  }

  function other(statement: DumpStatement): Rewritten {
    const text = toBinaryText(statement.bytes.subarray(0, 4096));
    const body = text.replaceAll(/\/\*M?!\d*|\*\//g, ' ').trim();
    if (body === '') return { action: 'drop' };
    if (/^CHANGE\s+(?:MASTER|REPLICATION\s+SOURCE)\s+TO\b/i.test(body))
      return drop('privilege', 'Belongs to replication, not to the contents of a database.', statement);
    if (/^ANALYZE\s+(?:\w+\s+)?TABLE\b/i.test(body))
      return drop('session', 'Statistics are made by the server itself.', statement);
    return refuse('outside', `${quoted(statement)} is not part of a dump`);
  }

  function rewrite(statement: DumpStatement): Rewritten {
    switch (statement.kind) {
      case 'insert':
        return insert(statement);
      case 'createTable':
      case 'createView':
      case 'createTrigger':
      case 'createRoutine':
      case 'createEvent':
      case 'createSequence':
      case 'alterTable':
        return statement.standIn === true ? { action: 'drop' } : define(statement);
      case 'setSequence':
        return sequenceValue(statement);
      case 'drop':
        return drop('drop', 'The database that is restored into is empty.', statement);
      case 'createDatabase':
      case 'dropDatabase':
      case 'alterDatabase':
      case 'use':
        return named(statement);
      case 'lockTables':
      case 'unlockTables':
      case 'keys':
        return drop('locks', 'Nobody else is in the database that is restored into.', statement);
      case 'transaction':
        return drop('session', 'Settings of the session are understood and made by Laravel Ops.', statement);
      case 'set':
        return set(statement);
      case 'sandbox':
        return drop('sandbox', "A line for MariaDB's own client.", statement);
      default:
        return other(statement);
    }
  }

  return {
    rewrite,
    get rewritings() {
      return record.all;
    },
    get problems() {
      return [...problems];
    },
    get remarks() {
      return [...remarks];
    },
  };
}

/** What SET changes besides variables. */
const accountSettings: ReadonlySet<string> = new Set(['PASSWORD', 'ROLE']);

const nouns: Partial<Record<DumpStatement['kind'], string>> = {
  createTable: 'table',
  alterTable: 'table',
  createView: 'view',
  createTrigger: 'trigger',
  createRoutine: 'routine',
  createEvent: 'event',
  createSequence: 'sequence',
};

/** Its beginning, for a message. */
function quoted({ bytes }: DumpStatement): string {
  const text = readable(toBinaryText(bytes.subarray(0, 240))).replaceAll(/\s+/g, ' ');
  return `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`;
}
