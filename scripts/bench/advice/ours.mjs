// What the product suggests for a workload: its own reading of the catalog, of row samples and of the statements, its advisor, and its
// proof on a scratch copy, bundled from the TypeScript as the extension is.
import { createRequire } from 'node:module';
import { bundle } from '../bundle.mjs';
import { withoutPrefixes } from './soar.mjs';
import { profileOf } from './target.mjs';

const program = `
import { createSqlConnector, createBulkConnector } from './src/node/drivers';
import { Permit } from './src/core/connections/permit';
import { readCatalog } from './src/core/queries/catalog/readCatalog';
import { parseStatement } from './src/core/queries/sql/parse';
import { blocksOf } from './src/core/queries/blocks/blocksOf';
import { advisor } from './src/core/queries/advisor/advise';
import { readSamples } from './src/core/queries/proof/samples';
import { conventionalRelations, relationsOf } from './src/core/queries/proof/keep';
import { refineOnCopy } from './src/core/queries/proof/onCopy';
import { proveAdvice } from './src/core/queries/proof/prove';

const signal = new AbortController().signal;

function random(seed: number): () => number {
  let state = seed;
  return () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296);
}

export async function analyse({ profile, statements, writes }) {
  const { database } = profile;
  const client = await createSqlConnector().connect(profile, '', { connectTimeoutMs: 10_000, statementTimeoutMs: 60_000, programName: 'laravel-ops-bench' });
  try {
    const catalog = await readCatalog(client, database, signal);
    const unread = [];
    const read = statements.map(({ id, text, callsPerHour, averageMs, samples }) => ({
      id, text, schema: database, callsPerHour, averageMs,
      calls: samples.flatMap((sql) => {
        const parsed = parseStatement(sql);
        if (parsed.kind === 'unread') { unread.push(id + ': ' + parsed.reason); return []; }
        return [{ sql, runnable: true, blocks: blocksOf(parsed, catalog) }];
      }),
    }));
    const relations = [...relationsOf(read, catalog.tables), ...conventionalRelations(catalog.tables)];
    const from = performance.now();
    const { samples, remarks } = await readSamples(
      client, catalog, catalog.tables.map((table) => ({ table: table.name, columns: table.columns.map(({ name }) => name) })),
      { relations, random: random(7) }, signal,
    );
    const sampled = performance.now();
    const { flavour, major, minor } = client.server;
    const model = advisor({ statements: read, unread: [], writes }, catalog, samples, { server: { flavour, major, minor } });
    const advice = await model.advise(signal);
    const advised = performance.now();
    return { profile, catalog, read, model, advice, remarks: [...remarks, ...advice.remarks, ...unread], sampleMs: sampled - from, adviseMs: advised - sampled };
  } finally {
    await client.close();
  }
}

function opener(profile) {
  const { permit, release } = Permit.issue('bench', '/srv/shop', '.env');
  const open = (until) => createBulkConnector().connectBulk(permit, profile, undefined, { signal: until, connectTimeoutMs: 10_000, programName: 'laravel-ops-bench', setup: [] });
  return { open, release };
}

/** The second phase: the advice checked and changed on a copy of a tenth of the rows. */
export async function prove({ profile, catalog, read, model, advice }, { share, fewest }) {
  const { open, release } = opener(profile);
  try {
    const from = performance.now();
    let measured = 0;
    const refine = refineOnCopy(model);
    const counting = (prover) => ({ ...prover, measure: (...given) => (measured++, prover.measure(...given)) });
    const options = {
      who: 'laravel-ops bench', share, fewest, most: 1_000_000, random: random(11), statements: 10,
      refine: (given, prover, until) => refine(given, counting(prover), until),
    };
    const proven = await proveAdvice(open, catalog, advice, read, options, signal);
    const idsOf = (of) => of.suggestions.map(({ id }) => id);
    const [before, after] = [idsOf(advice), idsOf(proven.advice)];
    const changes = [...after.filter((id) => !before.includes(id)).map((id) => '+' + id), ...before.filter((id) => !after.includes(id)).map((id) => '-' + id)];
    return { ...proven, changes, measured, proveMs: performance.now() - from };
  } finally {
    release();
  }
}
`;

/** @typedef {{ analyse: (given: object) => Promise<any>, prove: (analysed: any, options: { share: number, fewest: number }) => Promise<any> }} Product */

/** @param {string} folder of the caller @returns {Promise<Product>} */
export async function loadProduct(folder) {
  return createRequire(import.meta.url)(await bundle(folder, 'advice', program));
}

/** @param {any} part of an index as the product writes it */
const partOf = (part) =>
  `${part.column}${part.prefix === undefined ? '' : `(${part.prefix})`}${part.descending ? ' desc' : ''}`;

/** @param {any} advice @param {import('./target.mjs').Index[]} beside */
function contestant(name, advice, beside = []) {
  const usable = advice.suggestions.filter((one) => one.index.columns.every((part) => 'column' in part));
  const indexes = usable.map(({ index }) => ({ table: index.table, columns: index.columns.map(partOf) }));
  const claims = new Map(
    usable.map(({ gains }, at) => [
      `${indexes[at].table}(${indexes[at].columns.join(',')})`,
      gains.map(({ statement }) => statement),
    ]),
  );
  return { name, indexes: beside.length === 0 ? indexes : withoutPrefixes([...indexes, ...beside]), claims };
}

/**
 * @param {Product} product
 * @param {import('./target.mjs').Target} target loaded with the workload, without indexes
 * @param {import('./workload.mjs').Workload} workload
 * @param {(id: string) => number | undefined} averageMs of a statement, as a server would have counted it
 * @param {{ proof: boolean, say: (line: string) => void }} options
 * @returns {Promise<{ contestants: import('./contestants.mjs').Contestant[], notes: string[] }>}
 */
export async function ours(product, target, workload, averageMs, { proof, say }) {
  const statements = workload.queries.map(({ id, text, callsPerHour, samples }) => ({
    id,
    text,
    callsPerHour,
    averageMs: averageMs(id),
    samples,
  }));
  const analysed = await product.analyse({
    profile: profileOf(target.login, `laravel_ops_bench_${workload.name}`),
    statements,
    writes: workload.writes,
  });
  const notes = [
    `${analysed.advice.suggestions.length} suggestions in ${Math.round(analysed.adviseMs)} ms, samples in ${Math.round(analysed.sampleMs)} ms`,
    ...analysed.remarks,
  ];
  const contestants = [
    contestant('ours, model', analysed.advice),
    contestant(
      "ours, model and Laravel's usual",
      analysed.advice,
      workload.usual.map(([table, ...columns]) => ({ table, columns })),
    ),
  ];
  if (proof) {
    say(`${target.name} ${workload.name}: proof on a scratch copy`);
    const proven = await product.prove(analysed, { share: 0.1, fewest: Math.round(10_000 * workload.scale) });
    contestants.push(contestant('ours, proven', proven.advice));
    notes.push(
      `proof: ${proven.measured} sets in ${Math.round(proven.proveMs / 1_000)} s; ${proven.changes.join(' ') || 'nothing changed'}`,
    );
  }
  return { contestants, notes };
}
