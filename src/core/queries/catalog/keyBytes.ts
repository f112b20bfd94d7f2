/** What INFORMATION_SCHEMA.COLUMNS says of a column's type. */
export interface ColumnType {
  /** DATA_TYPE in lower case. */
  readonly type: string;
  /** COLUMN_TYPE as written: "decimal(10,2) unsigned", "enum('a','b')". */
  readonly columnType: string;
  /** CHARACTER_OCTET_LENGTH: characters times the most bytes of one in the column's charset. */
  readonly octets?: number;
}

const fixed: Readonly<Record<string, number>> = {
  tinyint: 1,
  smallint: 2,
  mediumint: 3,
  int: 4,
  bigint: 8,
  float: 4,
  double: 8,
  date: 3,
  year: 1,
  inet4: 4,
  inet6: 16,
  uuid: 16,
};

/** Bytes of a moment without its fraction of a second. */
const moments: Readonly<Record<string, number>> = { time: 3, datetime: 5, timestamp: 4 };

/** Bytes of 0 to 9 digits of a DECIMAL ("Fixed-Point Types": nine digits in four bytes). */
const digitBytes = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4] as const;

/**
 * Most bytes that one value takes in an index, without those for NULL and for a length (MySQL 9.0 reference manual, 13.7
 * "Data Type Storage Requirements").
 *
 * @returns undefined where an index needs a prefix length (TEXT, BLOB, JSON) or is of another kind (geometry, vectors)
 */
export function keyBytes({ type, columnType, octets }: ColumnType): number | undefined {
  const known = fixed[type];
  if (known !== undefined) return known;
  const moment = moments[type];
  if (moment !== undefined) return moment + Math.ceil((numbersIn(columnType)[0] ?? 0) / 2);
  switch (type) {
    case 'char':
    case 'varchar':
    case 'binary':
    case 'varbinary':
      return octets;
    case 'decimal': {
      const [precision = 10, scale = 0] = numbersIn(columnType);
      return decimalBytes(precision - scale) + decimalBytes(scale);
    }
    case 'bit':
      return Math.ceil((numbersIn(columnType)[0] ?? 1) / 8);
    case 'enum':
      return membersOf(columnType) > 255 ? 2 : 1;
    case 'set': {
      const bytes = Math.ceil(membersOf(columnType) / 8);
      return bytes > 4 ? 8 : Math.max(1, bytes);
    }
    default:
      return undefined;
  }
}

function decimalBytes(digits: number): number {
  return Math.floor(digits / 9) * 4 + (digitBytes[digits % 9] ?? 0);
}

/** The numbers in the parentheses behind a type. */
function numbersIn(columnType: string): readonly number[] {
  const list = /^[a-z]+ ?\(([\d, ]*)\)/i.exec(columnType)?.[1] ?? '';
  return list === '' ? [] : list.split(',').map(Number);
}

/** Members of "enum('a','it''s')". */
function membersOf(columnType: string): number {
  return columnType.match(/'(?:[^']|'')*'/g)?.length ?? 0;
}
