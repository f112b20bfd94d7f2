// Measurements kept between runs, so that only what changed is measured again. Only with LARAVEL_OPS_BENCH_CACHE (a folder): figures
// of another day on a machine with other work are not those of now.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env['LARAVEL_OPS_BENCH_CACHE'];

/**
 * @template T
 * @typedef {object} Kept
 * @property {{ value: T, from: Date } | undefined} known what was measured before, and when
 * @property {(value: T) => void} keep
 */

/**
 * Measurements of one server version, data and statements.
 * @template T
 * @param {string} kind
 * @param {import('./target.mjs').Target} target
 * @param {import('./workload.mjs').Workload} workload
 * @param {unknown} [more] what else they depend on
 * @returns {Kept<T>}
 */
export function keptOf(kind, target, workload, more) {
  if (folder === undefined || folder === '') return { known: undefined, keep: () => {} };
  const file = join(folder, fileName(kind, target, workload, more));
  return {
    known: existsSync(file) ? { value: JSON.parse(readFileSync(file, 'utf8')), from: statSync(file).mtime } : undefined,
    keep: (value) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${file}.${process.pid}`, JSON.stringify(value));
      renameSync(`${file}.${process.pid}`, file);
    },
  };
}

/** @param {string} kind @param {import('./target.mjs').Target} target @param {import('./workload.mjs').Workload} workload @param {unknown} more */
function fileName(kind, { name: server, version }, { name: workload, scale, seed, queries, tables }, more) {
  const shape = JSON.stringify([
    version,
    'processor time',
    seed,
    queries.map(({ id, instances }) => [id, instances]),
    tables.map((one) => [one.name, one.rows, Object.keys(one.columns)]),
    ...(more === undefined ? [] : [more]),
  ]);
  const hash = createHash('sha256').update(shape).digest('hex').slice(0, 12);
  return `${kind}-${server}-${workload}-${scale}-${hash}.json`.toLowerCase();
}
