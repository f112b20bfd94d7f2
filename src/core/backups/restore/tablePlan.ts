import { fromBinaryText, toBinaryText } from '../dump/sqlText';
import type { DumpStatement, SessionState } from '../dump/statement';
import { deferIndexes, type TableDefinition } from '../dump/tableDefinition';
import { quoteName } from '../../connections/sqlNames';
import { loadableTable, type LoadableTable } from './loadable';

/** How one table is made. Statements are bytes of the dump's own charset. */
export interface TablePlan {
  readonly name: string;
  readonly state: SessionState;
  /** The table with all of its keys and without foreign keys: for tables whose rows are few. */
  readonly whole: Uint8Array;
  /** The table with the keys that rows need. */
  readonly bare: Uint8Array;
  /** ALTER TABLE statements that add the other keys, in order; empty: none. */
  readonly indexes: readonly Uint8Array[];
  readonly foreignKeys: readonly PlannedForeignKey[];
  /** Undefined: rows go by statements. */
  readonly loadable: LoadableTable | undefined;
}

export interface PlannedForeignKey {
  /** ALTER TABLE … ADD CONSTRAINT …. */
  readonly add: Uint8Array;
  /** Unquoted name of the table it points to; undefined where it cannot be told. */
  readonly references: string | undefined;
  /** "CONSTRAINT … FOREIGN KEY … REFERENCES …". */
  readonly definition: string;
}

/** Plans a table from its CREATE TABLE; a table that cannot be taken apart is made as written. */
export function planTable(statement: DumpStatement, name: string, state: SessionState): TablePlan {
  const create = toBinaryText(statement.bytes);
  const definition = deferIndexes(create);
  if (definition === undefined)
    return {
      name,
      state,
      whole: statement.bytes,
      bare: statement.bytes,
      indexes: [],
      foreignKeys: [],
      loadable: undefined,
    };
  const table = toBinaryText(new TextEncoder().encode(quoteName(name)));
  const alter = (clauses: string): Uint8Array => fromBinaryText(`ALTER TABLE ${table} ${clauses}`);
  return {
    name,
    state,
    whole: fromBinaryText(withoutItems(create, definition.foreignKeys)),
    bare: fromBinaryText(definition.create),
    indexes: indexClauses(definition).map(alter),
    foreignKeys: definition.foreignKeys.map((clause) => ({
      add: alter(clause),
      references: referencedTable(clause),
      definition: clause.replace(/^ADD /, ''),
    })),
    loadable: loadableTable(definition),
  };
}

/**
 * The first FULLTEXT key makes InnoDB build the table anew (its hidden FTS_DOC_ID column), and each ALTER TABLE takes one: so it
 * goes with the ordinary keys, which would otherwise be built twice.
 */
function indexClauses({ indexes, fulltext, spatial }: TableDefinition): readonly string[] {
  const [first, ...rest] = fulltext;
  const together = [...(first === undefined ? [] : [first]), ...indexes];
  return [...(together.length === 0 ? [] : [together.join(', ')]), ...rest, ...spatial];
}

/** Takes lines out of a CREATE TABLE, each with the comma in front of it. None of them is the first. */
function withoutItems(create: string, added: readonly string[]): string {
  let text = create;
  for (const clause of added) {
    const item = clause.replace(/^ADD /, '');
    const at = text.lastIndexOf(item);
    const before = text.slice(0, at).replace(/,\s*$/, '');
    text = `${before}${text.slice(at + item.length)}`;
  }
  return text;
}

function referencedTable(clause: string): string | undefined {
  const [, name] = /\bREFERENCES\s+`((?:[^`]|``)+)`(?!\s*\.)/i.exec(clause) ?? [];
  return name === undefined ? undefined : decode(name.replaceAll('``', '`'));
}

function decode(text: string): string {
  return new TextDecoder().decode(fromBinaryText(text));
}
