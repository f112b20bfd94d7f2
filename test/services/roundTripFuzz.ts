// Rows of seeded random values in one table with every type that holds more than it shows.
import type { Connection } from 'mysql2/promise';

/** Numerical Recipes' generator: the same numbers every time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Makes `database` with one table of `rows` rows. */
export async function fillRandomly(admin: Connection, database: string, rows: number): Promise<void> {
  const seed = Number(process.env['LARAVEL_OPS_FUZZ_SEED'] ?? 20_261_123);
  const random = randomFrom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const bytes = (most: number): Buffer => Buffer.from(Array.from({ length: below(most) }, () => below(256)));
  const hex = (value: Buffer): string => (value.length === 0 ? "''" : `0x${value.toString('hex')}`);
  /** A number of any magnitude, by its bits. */
  const double = (): string => {
    const view = new DataView(new ArrayBuffer(8));
    view.setUint32(0, below(2 ** 32));
    view.setUint32(4, below(2 ** 32));
    const value = view.getFloat64(0);
    return Number.isFinite(value) ? value.toExponential() : '0';
  };
  const float = (): string => {
    const view = new DataView(new ArrayBuffer(4));
    view.setUint32(0, below(2 ** 32));
    const value = view.getFloat32(0);
    return Number.isFinite(value) ? value.toExponential() : '0';
  };
  const characters = (): string => {
    const text = Array.from({ length: below(40) }, () => {
      const kind = below(4);
      if (kind === 0) return String.fromCodePoint(below(128));
      if (kind === 1) return '\'"\\\0\n\r\x1a`%_;-,()'.charAt(below(14));
      if (kind === 2) return String.fromCodePoint(0x80 + below(0x780));
      return String.fromCodePoint(0x1f300 + below(0x200));
    }).join('');
    return `CONVERT(${hex(Buffer.from(text, 'utf8'))} USING utf8mb4)`;
  };
  const maybe = (value: () => string): string => (below(12) === 0 ? 'NULL' : value());

  await admin.query(`DROP DATABASE IF EXISTS ${database}; CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci; USE ${database};
    SET SESSION sql_mode = '', SESSION time_zone = '+00:00', NAMES utf8mb4;
    CREATE TABLE fuzz (id INT PRIMARY KEY, f FLOAT, d DOUBLE, n DECIMAL(30,12), i BIGINT, b BIT(37), t TEXT, l TEXT CHARACTER SET latin1, vb VARBINARY(400), bl MEDIUMBLOB, dt DATETIME(6), ti TIME(6), j JSON)`);
  for (let id = 0; id < rows; id++) {
    const values = [
      maybe(float),
      maybe(double),
      maybe(() => `${below(2) === 0 ? '-' : ''}${below(1e9)}.${below(1e9)}`),
      maybe(() => `${below(2) === 0 ? '-' : ''}${below(2 ** 31)}${below(1e9)}`),
      maybe(() => `${below(2 ** 32)}`),
      maybe(characters),
      maybe(() => hex(bytes(300))),
      maybe(() => hex(bytes(400))),
      maybe(() => hex(below(50) === 0 ? Buffer.concat(Array.from({ length: 400 }, () => bytes(9_000))) : bytes(2_000))),
      maybe(
        () =>
          `'${1000 + below(8999)}-${1 + below(12)}-${1 + below(28)} ${below(24)}:${below(60)}:${below(60)}.${below(1e6)}'`,
      ),
      maybe(() => `'${below(2) === 0 ? '-' : ''}${below(838)}:${below(60)}:${below(60)}.${below(1e6)}'`),
      maybe(() => `JSON_OBJECT(${characters()}, JSON_ARRAY(${characters()}, ${below(1e9)}, NULL))`),
    ];
    await admin.query(`INSERT INTO fuzz VALUES (${id}, ${values.join(', ')})`);
  }
}
