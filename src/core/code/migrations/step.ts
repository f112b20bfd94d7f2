import type { TextRange } from '../../base/text';

// What a migration does to the schema, as far as its file says. Names are texts in which `configName()` may stand for a
// value of the configuration: a file's facts must not depend on other files.

/** Something that has to hold for a step to run. */
export type Condition =
  | { readonly kind: 'hasTable'; readonly table: string; readonly negated: boolean }
  | { readonly kind: 'hasColumn'; readonly table: string; readonly column: string; readonly negated: boolean }
  | { readonly kind: 'driver'; readonly drivers: readonly string[]; readonly negated: boolean }
  | { readonly kind: 'unknown' };

/** A condition at one place of the migration: it is asked once, before anything inside runs. */
export type Guard = Condition & { readonly id: number };

export type IndexType = 'primary' | 'unique' | 'index' | 'fulltext' | 'spatial';

/** One change of the schema. What the file does not say for certain is undefined. */
export type SchemaChange =
  | { readonly kind: 'create' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'rename'; readonly to?: string }
  | {
      readonly kind: 'column';
      readonly column: string;
      /** The Blueprint method: "foreignId", "string". */
      readonly type: string;
      readonly nullable: boolean;
      readonly hasDefault: boolean;
      /** The default is, or may be, an expression: `default(DB::raw('(uuid())'))`. CURRENT_TIMESTAMP is none. */
      readonly computedDefault?: true;
      /** Placed by `after()` or `first()`. */
      readonly placed: boolean;
      /** `storedAs`, `virtualAs`, `generatedAs`. */
      readonly generated?: 'stored' | 'virtual';
      readonly autoIncrement: boolean;
      /** `->change()`: the column exists already. */
      readonly change: boolean;
      /** The name where it is written; the call for names that Laravel makes. */
      readonly nameRange: TextRange;
    }
  | { readonly kind: 'index'; readonly index: IndexType; readonly columns: readonly string[]; readonly name?: string }
  | { readonly kind: 'foreign'; readonly columns: readonly string[]; readonly name?: string }
  | { readonly kind: 'dropColumn'; readonly columns: readonly string[] }
  | { readonly kind: 'renameColumn'; readonly from: string; readonly to: string }
  /** By name, or by the columns from which Laravel makes the name. */
  | {
      readonly kind: 'dropIndex';
      readonly index: IndexType;
      readonly name?: string;
      readonly columns?: readonly string[];
    }
  | { readonly kind: 'renameIndex'; readonly from: string; readonly to: string }
  | { readonly kind: 'dropForeign'; readonly name?: string; readonly columns?: readonly string[] }
  | { readonly kind: 'engine'; readonly engine: string; readonly engineRange: TextRange }
  /** A statement in SQL; parts that are not certain are "\0". */
  | { readonly kind: 'raw'; readonly sql: string }
  /** A column is added whose name is not certain; no index comes with it. */
  | { readonly kind: 'someColumn' }
  /** Something is done that could not be read. */
  | { readonly kind: 'unknown' };

/** A change with its place and the table it is about. */
export type SchemaStep = SchemaChange & {
  /** The call. */
  readonly range: TextRange;
  readonly conditions: readonly Guard[];
  /** Undefined when the table's name is not certain, and for `raw`. */
  readonly table?: string;
  /** Where the table's name is written. */
  readonly tableRange?: TextRange;
  /** A connection other than the default one; "" when it is not certain which. */
  readonly connection?: string;
};

/** One migration file. */
export interface Migration {
  /** Absolute. */
  readonly file: string;
  readonly relative: string;
  /** "2014_10_12_000000_create_users_table": what Laravel sorts and remembers it by. */
  readonly name: string;
  readonly up: readonly SchemaStep[];
  /** Whether up() also reads or writes rows. */
  readonly touchesData: boolean;
  /** down() stops with an exception, so that nobody takes it for a way back. */
  readonly downThrows: boolean;
}

const mark = '\u0001';
const otherwise = '\u0002';

/** Stands for a text of the configuration in a name: "permission.table_names.roles"; `fallback` for when there is none. */
export function configName(path: string, fallback?: string): string {
  return mark + path + (fallback === undefined ? '' : otherwise + fallback) + mark;
}

/**
 * A name with all that stands for configuration put in; undefined when some of it is not known.
 *
 * @param config gives a text, null when there is certainly none, undefined when that is not certain
 */
export function resolvedName(name: string, config: (path: string) => string | null | undefined): string | undefined {
  const [first = '', ...parts] = name.split(mark);
  let result = first;
  for (const [index, part] of parts.entries()) {
    const [path = '', fallback] = part.split(otherwise);
    const text = index % 2 === 0 ? config(path) : part;
    if (text === undefined || (text === null && fallback === undefined)) return undefined;
    result += text ?? fallback ?? '';
  }
  return result;
}

/** The path when a name is nothing but a value of the configuration. */
export function configPath(name: string): string | undefined {
  const parts = name.split(mark);
  const alone = parts.length === 3 && parts[0] === '' && parts[2] === '';
  return alone && parts[1]?.includes(otherwise) === false ? parts[1] : undefined;
}
