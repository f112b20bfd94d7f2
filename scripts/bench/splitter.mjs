// Cutting a dump into its statements, in memory: what reading, checking and restoring a backup all begin with.
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { which } from '../lib/packages.mjs';
import { bundle } from './bundle.mjs';
import { alternate, median, runProcess } from './measure.mjs';

const megabytes = 256;
/** 400 MB/s on one core. */
const budget = (megabytes * 1000) / 400;

/**
 * `node splitter.cjs FILE`: reads the dump into memory, then cuts it three times in chunks of 256 KB, as archives give them.
 * Prints milliseconds of processor time of each, how many statements and rows there were, and what spoke against the dump.
 */
const splitting = `
import { readFileSync } from 'node:fs';
import { createDumpReader } from './src/core/backups/dump/dumpReader';

const file = readFileSync(process.argv[2] ?? '');
const dump = new Uint8Array(file.buffer, file.byteOffset, file.length);
const values = [];
let rows = 0;
let end;
for (let round = 0; round < 4; round++) {
  rows = 0;
  const from = process.cpuUsage();
  const reader = createDumpReader();
  for (let at = 0; at < dump.length; at += 262_144)
    for (const statement of reader.push(dump.subarray(at, at + 262_144))) rows += statement.rows ?? 0;
  end = reader.end().end;
  const { user, system } = process.cpuUsage(from);
  if (round > 0) values.push((user + system) / 1000);
}
console.log(JSON.stringify({ values, rows, statements: end.statements, problems: end.problems }));
`;

/** Deterministic numbers below n. */
function numbers() {
  let seed = 20_261_123;
  return (/** @type {number} */ n) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (seed >>> 8) % n;
  };
}

/**
 * Writes a dump in mysqldump's form, the same every time: statements of 1 MB with numbers and times, short texts, long
 * texts with escapes, JSON, and binary values.
 * @param {string} file
 * @returns {number} its bytes
 */
function writeDump(file) {
  const below = numbers();
  const words =
    `the quick brown fox jumps over lazy dog order was shipped with love it\\'s \\"quoted\\" line\\nbreak 日本語`.split(
      ' ',
    );
  const text = (/** @type {number} */ length) => {
    let result = '';
    while (result.length < length) result += `${words[below(words.length)]} `;
    return Buffer.from(result).toString('latin1');
  };
  const escapes = new Map([
    [0, '\\0'],
    [10, '\\n'],
    [13, '\\r'],
    [26, '\\Z'],
    [34, '\\"'],
    [39, "\\'"],
    [92, '\\\\'],
  ]);
  const binary = (/** @type {number} */ length) =>
    Array.from({ length }, () => below(256))
      .map((code) => escapes.get(code) ?? String.fromCharCode(code))
      .join('');
  const at = () => `'2026-02-${10 + below(18)} 00:${10 + below(50)}:00'`;
  const rows = [
    () => `(${below(1e6)},${below(1e5)},'paid',${below(1e6)},${at()},NULL,-${below(1000)}.${below(99)})`,
    () =>
      `(${below(1e6)},'Customer ${below(1e6)}','c${below(1e6)}@example.test','${text(40 + below(400))}',${at()},NULL)`,
    () =>
      `(${below(1e6)},'{\\"color\\": \\"green\\", \\"tags\\": [\\"a;b\\", \\"c\\'d\\"]}','${text(60)}',${below(100)})`,
    () => `(${below(1e6)},_binary '${binary(2000)}')`,
  ];
  const statement = (/** @type {number} */ kind) => {
    const row = rows[kind % rows.length];
    let result = `INSERT INTO \`table${kind}\` VALUES ${row()}`;
    while (result.length < 1_040_000) result += `,${row()}`;
    return Buffer.from(`${result};\n`, 'latin1');
  };
  const statements = Array.from({ length: 16 }, (_, kind) => statement(kind));
  const out = openSync(file, 'w');
  let written = 0;
  try {
    for (let index = 0; written < megabytes * 1_000_000; index++) written += writeSync(out, statements[index % 16]);
  } finally {
    closeSync(out);
  }
  return written;
}

/** @param {string} folder for files, removed by the caller @returns {Promise<import('./measure.mjs').Result>} */
export async function splitter(folder) {
  const program = await bundle(folder, 'splitter', splitting);
  const file = join(folder, 'splitter.sql');
  const bytes = writeDump(file);
  const grep = which('grep');
  /** @type {number[]} */
  const own = [];
  let found = '';
  const { peer } = await alternate({
    runs: 5,
    maxMs: 30_000,
    ours: async () => {
      const { text, ms } = await runProcess(process.execPath, [program, file]);
      const answer = JSON.parse(text);
      if (answer.problems.length > 0) throw new Error(`the dump is not whole: ${answer.problems.join('; ')}`);
      found = `${answer.statements} statements, ${answer.rows} rows`;
      own.push(...answer.values);
      return ms;
    },
    // -a: the dump has binary values. C locale: bytes, not characters.
    peer:
      grep === undefined
        ? undefined
        : async () => (await runProcess(grep, ['-a', '-c', ';$', file], { env: { ...process.env, LC_ALL: 'C' } })).ms,
  });
  rmSync(file);
  const values = own.slice(3);
  const rate = Math.round(bytes / 1000 / median(values));
  return {
    rows: [
      {
        what: `cutting a ${Math.round(bytes / 1e6)} MB dump, rows counted, processor time`,
        unit: 'ms',
        values,
        budget,
        ...(grep === undefined ? {} : { peer: { name: "grep -c ';$', whole process", values: peer } }),
      },
    ],
    without: grep === undefined ? ['grep: no peer'] : [],
    notes: [
      `${rate} MB/s of processor time; ${found}. The dump is in memory.`,
      'grep reads the same file from the page cache and counts lines that end in ";" in C: it knows no quotes, no rows and no kinds.',
    ],
  };
}
