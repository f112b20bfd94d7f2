import { treatAs } from '../../core/connections/environment';
import { OpsError } from '../../core/base/errors';
import type { IndexDefinition, Suggestion } from '../../core/queries/advisor/advice';
import { analyzeStatement } from '../../core/queries/explain/analyze';
import type { Plan } from '../../core/queries/explain/plan';
import { fingerprint } from '../../core/queries/sql/fingerprint';
import { proofText, suggestionText } from '../../core/queries/indexTree';
import type { Measured, Proof } from '../../core/queries/proof/proof';
import { splitStatements } from '../../core/queries/workload/splitStatements';
import { workloadOf } from '../../core/queries/workload/workloadOf';
import type { StatementDigest } from '../../core/queries/digest';
import { runArtisan } from '../../node/artisan';
import type { App } from '../app';
import { liveDatabaseOf } from '../backups/operation';
import type { Workspace } from '../workspace';
import { catalogOf } from './facts';
import { adviseOn, type FoundIndexes, type Shown, summaryOf } from './findIndexes';
import { giveText } from './giveStatement';
import type { NewMigrationFile } from './indexChange';
import { pretendedBy } from './pretend';
import { explainAny, runnable } from './statementPlan';
import { readStatementList, type StatementList } from './statementList';

/** The statements that cost most, with the name of their source. */
export async function slowList(
  workspace: Workspace,
  app: App,
  limit: number,
  signal: AbortSignal,
): Promise<Pick<StatementList, 'snapshot' | 'title'>> {
  return app.withOwnSql(signal, (client, used) => readStatementList(workspace, app, client, used, limit, signal));
}

/** The plan of a statement that was written down, or of one of the list. `analyze`: it is run, never on production. */
export async function explainAsked(
  workspace: Workspace,
  app: App,
  asked: ({ readonly sql: string } | { readonly digest: string }) & { readonly analyze: boolean },
  signal: AbortSignal,
): Promise<{ readonly plan: Plan; readonly provenance: string }> {
  const known = await workspace.queries.of(app, signal);
  const id = 'sql' in asked ? await giveText(workspace, app, asked.sql, signal) : asked.digest;
  return app.withOwnSql(signal, async (client, used) => {
    const about = { client, used, id, known };
    if (asked.analyze) {
      const { sql, schema } = await runnable(workspace, app, about, signal);
      const plan = await analyzeStatement(
        client,
        { sql, ...(schema === undefined ? {} : { schema }), signal },
        treatAs(used.environment),
      );
      return { plan, provenance: plan.source.text };
    }
    const { plan } = await explainAny(workspace, app, about, signal);
    return { plan, provenance: plan.source.text };
  });
}

/** Advice for statements of a file; one that stands there twice counts twice. */
export async function findIndexesFor(
  workspace: Workspace,
  app: App,
  text: string,
  { show }: Shown,
  signal: AbortSignal,
): Promise<FoundIndexes> {
  const known = await workspace.queries.of(app, signal);
  await app.withOwnSql(signal, async (client, used) => {
    const schema = liveDatabaseOf(used);
    const catalog = await catalogOf(known, client, schema, signal);
    const calls = new Map<string, string[]>();
    const texts = new Map<string, string>();
    for (const sql of splitStatements(text)) {
      const { id, text: normalised } = fingerprint(sql);
      texts.set(id, normalised);
      calls.set(id, [...(calls.get(id) ?? []), sql]);
    }
    const now = new Date();
    const statements = [...calls].map(
      ([digest, each]): StatementDigest => ({
        digest,
        text: texts.get(digest) ?? '',
        schema,
        calls: each.length * callsOfFile,
        totalMs: 0,
        averageMs: 0,
        maxMs: 0,
        firstSeen: now,
        lastSeen: now,
        loadShare: 0,
        prepared: false,
      }),
    );
    const workload = await workloadOf({ statements, hours: 1, calls, writes: [] }, catalog, signal);
    await adviseOn(workspace, app, { client, catalog, workload, show, signal });
  });
  return { summary: summaryOf(known.advice?.value.advice.suggestions.length ?? 0, known.advice?.value.workload) };
}

/** Calls an hour that a line of a file stands for: often enough to be advised on; only their proportions matter. */
const callsOfFile = 100;

/** Advice as data, without values of the application. */
export interface AdviceData {
  readonly summary: string;
  readonly suggestions: readonly {
    readonly id: string;
    readonly text: string;
    readonly index: IndexDefinition;
    readonly saves: number;
    readonly bytes: number;
    readonly statements: number;
    readonly gains: Suggestion['gains'];
    readonly reasons: readonly string[];
    readonly makesRedundant: readonly string[];
    /** Verdict and figures, where it was proven. */
    readonly proof?: ProofData;
    readonly proofText?: string;
  }[];
  readonly remarks: readonly string[];
  readonly unread: readonly { readonly text: string; readonly reason: string }[];
}

/** A proof without its plans, which hold values. */
export interface ProofData
  extends Pick<Proof, 'way' | 'verdict' | 'at' | 'server' | 'fraction' | 'tookMs' | 'remarks'> {
  readonly statements: readonly {
    readonly statement: string;
    readonly used: boolean;
    readonly saved: number | null;
    readonly before: Measured | null;
    readonly after: Measured | null;
  }[];
}

/** What the advisor said last, with what was proven of it. @throws OpsError `nothingFound` before it was asked */
export async function adviceData(workspace: Workspace, app: App, signal: AbortSignal): Promise<AdviceData> {
  const { advice, proofs } = await workspace.queries.of(app, signal);
  if (advice === undefined) throw new OpsError('nothingFound', 'Nobody has looked for indexes yet.');
  const { advice: found, workload } = advice.value;
  return {
    summary: summaryOf(found.suggestions.length, workload),
    suggestions: found.suggestions.map((suggestion) => {
      const proof = proofs.get(suggestion.id);
      return {
        id: suggestion.id,
        text: suggestionText(suggestion),
        index: suggestion.index,
        saves: suggestion.saves,
        bytes: suggestion.bytes,
        statements: suggestion.gains.length,
        gains: suggestion.gains,
        reasons: suggestion.reasons,
        makesRedundant: suggestion.makesRedundant,
        ...(proof === undefined ? {} : { proof: proofData(proof), proofText: proofText(proof) }),
      };
    }),
    remarks: found.remarks,
    unread: workload.unread.map(({ text, reason }) => ({ text, reason })),
  };
}

function proofData({ way, verdict, at, server, fraction, tookMs, remarks, statements }: Proof): ProofData {
  return {
    way,
    verdict,
    at,
    server,
    fraction,
    tookMs,
    remarks,
    statements: statements.map(({ statement, used, saved, before, after }) => ({
      statement,
      used,
      saved: saved ?? null,
      before: before.measured ?? null,
      after: after.measured ?? null,
    })),
  };
}

const asked = /^\s*([^\s(]+)\s*\(([^()]+)\)\s*$/;

/**
 * Keeps an index that a person names as if it had been suggested, so that its migration can be made.
 *
 * @param text "orders(user_id,created_at)"
 * @returns its id
 * @throws OpsError `badIndex` when the table or a column is not there
 */
export async function askForIndex(workspace: Workspace, app: App, text: string, signal: AbortSignal): Promise<string> {
  const [, table, columns] = asked.exec(text) ?? [];
  if (table === undefined || columns === undefined)
    throw new OpsError('badIndex', `"${text}" is no index: write table(column,column).`);
  const known = await workspace.queries.of(app, signal);
  const catalog = await app.withOwnSql(signal, (client, used) =>
    catalogOf(known, client, liveDatabaseOf(used), signal),
  );
  const found = catalog.tables.find(({ name }) => name === table);
  if (found === undefined) throw new OpsError('badIndex', `There is no table ${table}.`);
  const names = columns.split(',').map((name) => name.trim());
  const strange = names.find((name) => !found.columns.some((column) => column.name === name));
  if (strange !== undefined) throw new OpsError('badIndex', `${table} has no column ${strange}.`);
  const id = `${table}(${names.join(',')})`;
  const suggestion: Suggestion = {
    id,
    index: { table, columns: names.map((column) => ({ column })) },
    gains: [],
    saves: 0,
    bytes: 0,
    makesRedundant: [],
    reasons: [],
  };
  known.advice = {
    at: new Date(),
    value: {
      advice: { suggestions: [suggestion], costBefore: 0, costAfter: 0, remarks: [] },
      workload: { statements: [], unread: [], writes: [] },
    },
  };
  return id;
}

/** What `migrate --pretend` would run for a migration that is not in the application yet. */
export function pretendMigration(app: App, file: NewMigrationFile, signal: AbortSignal): Promise<readonly string[]> {
  return pretendedBy(file, app.root, runArtisan, signal);
}
