/** Largest value of each integer type, signed and unsigned (MySQL 9.0 reference manual, 13.1.2). */
const largest: Readonly<Record<string, readonly [signed: number, unsigned: number]>> = {
  tinyint: [127, 255],
  smallint: [32_767, 65_535],
  mediumint: [8_388_607, 16_777_215],
  int: [2_147_483_647, 4_294_967_295],
  bigint: [2 ** 63 - 1, 2 ** 64 - 1],
};

/**
 * The largest value that a column of integers takes, to the precision of a double; undefined for other types.
 *
 * @param type DATA_TYPE, in any case
 * @param columnType COLUMN_TYPE: "int(10) unsigned"
 */
export function largestInteger(type: string, columnType: string): number | undefined {
  return largest[type.toLowerCase()]?.[/\bunsigned\b/i.test(columnType) ? 1 : 0];
}
