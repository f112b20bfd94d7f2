import { quoteName } from '../../connections/sqlNames';

/** One row of SHOW FULL COLUMNS, as text. */
export interface ColumnRow {
  readonly Field: string;
  /** "bigint(20) unsigned", "varchar(191)". */
  readonly Type: string;
  readonly Collation: string | null;
  /** "auto_increment", "STORED GENERATED", "INVISIBLE". */
  readonly Extra: string;
}

/**
 * How a value of the text protocol is written in an INSERT.
 *
 * `bare`: as it is (numbers) · `double`: as it is, but a negative zero keeps its sign · `text`: quoted ·
 * `binary`: quoted behind `_binary`, bytes as they are.
 */
export type LiteralKind = 'bare' | 'double' | 'text' | 'binary';

/** A column whose values stand in the dump. */
export interface DumpColumn {
  readonly name: string;
  readonly literal: LiteralKind;
  /** What the SELECT asks for: the column, or an expression that keeps all of its value. */
  readonly expression: string;
}

const bare = /^(tinyint|smallint|mediumint|int|bigint|decimal|year)\b/i;
const binary =
  /^(bit|binary|varbinary|tinyblob|blob|mediumblob|longblob|vector|geometry|point|linestring|polygon|multipoint|multilinestring|multipolygon|geometrycollection|geomcollection)\b/i;
const doubled = /^(float|double|real)\b/i;

/**
 * Charsets whose way through utf8mb4 loses nothing: Unicode itself, ASCII, and latin1, whose 256 codes MySQL maps one to one.
 * Others hold codes that mean no character or share one (NEC and IBM rows of cp932), so that a conversion there and back changes
 * bytes: their values travel as bytes.
 */
const lossless = /^(utf8|utf8mb3|utf8mb4|uca1400|ucs2|utf16|utf16le|utf32|ascii|latin1)$/;

/** "cp932" of "cp932_japanese_ci". */
const charsetOf = (collation: string): string => collation.split('_')[0] ?? collation;

/** Generated columns and the period columns of system-versioned tables: the server fills them. */
export function isGenerated(column: ColumnRow): boolean {
  return /\b(VIRTUAL|STORED|PERSISTENT|GENERATED)\b/i.test(column.Extra.replace(/DEFAULT_GENERATED/gi, ''));
}

/**
 * How `column` is read and written; undefined for generated columns, whose values no INSERT may name.
 *
 * FLOAT is asked for as a DOUBLE (`× 1e0`): as itself the server shows six digits of it, which is not its value (MySQL manual,
 * "Problems with Floating-Point Values"); mysqldump loses the rest.
 */
export function dumpColumn(column: ColumnRow): DumpColumn | undefined {
  if (isGenerated(column)) return undefined;
  const name = column.Field;
  const field = quoteName(name);
  if (doubled.test(column.Type)) return { name, literal: 'double', expression: `${field}*1e0` };
  if (bare.test(column.Type)) return { name, literal: 'bare', expression: field };
  if (binary.test(column.Type)) return { name, literal: 'binary', expression: field };
  if (
    /^(char|varchar|\w*text)\b/i.test(column.Type) &&
    column.Collation !== null &&
    !lossless.test(charsetOf(column.Collation))
  )
    return { name, literal: 'binary', expression: `CAST(${field} AS BINARY)` };
  return { name, literal: 'text', expression: field };
}

/**
 * True when an INSERT has to name its columns: some are generated, or invisible and thereby no part of `VALUES` alone
 * (MariaDB 10.3, MySQL 8.0.23).
 */
export function needsColumnList(columns: readonly ColumnRow[]): boolean {
  return columns.some((column) => isGenerated(column) || /\bINVISIBLE\b/i.test(column.Extra));
}
