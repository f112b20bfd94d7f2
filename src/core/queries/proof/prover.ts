import { OpsError } from '../../base/errors';
import type { IndexDefinition } from '../advisor/advice';
import type { WorkloadStatement } from '../advisor/workload';
import type { IndexColumn } from '../catalog/table';
import { explainStatement } from '../explain/explain';
import { serverErrorNumber } from '../serverErrors';
import type { Plan } from '../explain/plan';
import type { KeptRows } from './keep';
import { average, readied, type Measurable, type Observation } from './measurable';
import { readsKeptAlone } from './cost';
import { measurer, type MeasureLimits } from './measure';
import type { Measured, Proof, StatementProof } from './proof';
import { proofOf, statementProof } from './proofOf';
import { relabelled } from './relabel';
import type { Scratch } from './scratch';
import { readingClient } from './scratchClient';
import { indexKey } from './sqlText';

export interface ProverOptions {
  /** Calls of one statement that are run. 3 when left out. */
  readonly calls?: number;
  /** 2 s a run, up to 3 runs within 150 ms when left out. */
  readonly limits?: Partial<MeasureLimits>;
}

/** What was measured of one statement with a set of indexes, on average over its calls. */
export interface StatementMeasure {
  /** `WorkloadStatement.id` */
  readonly statement: string;
  readonly measured: Measured;
  /**
   * What was counted is this share of what the whole tables would take, 0 to 1: the sample's; 1 where all rows that are asked
   * for are on the copy. In `measured.cost` it is counted in.
   */
  readonly share: number;
  /** Of the given indexes those that the optimizer uses, by `indexKey`. */
  readonly used: ReadonlySet<string>;
}

/** A statement that was not run, and why. */
export interface Unmeasured {
  readonly statement: string;
  readonly reason: string;
}

/** Measures statements on one scratch copy, with as many sets of indexes as anybody likes. */
export interface Prover {
  readonly unmeasured: readonly Unmeasured[];
  /**
   * Runs the statements with these indexes beside those that exist. What was measured before with the same indexes on the same
   * tables, or by the same plan, is not run again.
   *
   * @param of ids of the statements that are run; all when left out
   */
  measure(
    indexes: readonly IndexDefinition[],
    signal: AbortSignal,
    of?: ReadonlySet<string>,
  ): Promise<readonly StatementMeasure[]>;
  /**
   * Proves one index on top of others.
   *
   * @param of ids of the statements that are looked at; all when left out
   * @throws OpsError `unmeasured` when none of them could be run
   */
  prove(
    index: IndexDefinition,
    beside: readonly IndexDefinition[],
    of: ReadonlySet<string> | undefined,
    signal: AbortSignal,
  ): Promise<Proof>;
}

const usualLimits: MeasureLimits = { statementMs: 2_000, repeatMs: 150, runs: 3 };

/** Readies the statements for a scratch copy. Those that cannot be run there are named in `unmeasured`. */
export async function createProver(
  scratch: Scratch,
  statements: readonly WorkloadStatement[],
  kept: readonly KeptRows[],
  options: ProverOptions,
  signal: AbortSignal,
): Promise<Prover> {
  const { session } = scratch;
  const limits = { ...usualLimits, ...options.limits };
  const unmeasured: Unmeasured[] = [];
  const measurables = statements.flatMap((statement): readonly Measurable[] => {
    const ready = readied(statement, scratch, kept, options.calls ?? 3);
    if (typeof ready !== 'string') return [ready];
    unmeasured.push({ statement: statement.id, reason: ready });
    return [];
  });
  const measure = await measurer(session, scratch.schema, signal);
  /** By call and plan. */
  const runs = new Map<string, Omit<Observation, 'accesses'>>();
  /** First columns of the indexes that exist, by name. */
  const leads = new Map(
    scratch.tables.flatMap(({ table }) =>
      table.indexes.map(({ name, columns }) => [name, columns.map(leadOf)[0] ?? '']),
    ),
  );
  const client = readingClient(session, scratch.schema);
  const seen = new Map<string, StatementMeasure>();
  const failed = new Set<string>();

  const relevant = ({ tables }: Measurable, indexes: readonly IndexDefinition[]): readonly IndexDefinition[] =>
    indexes.filter(({ table }) => tables.has(table.toLowerCase()));
  const keyFor = (each: Measurable, indexes: readonly IndexDefinition[]): string =>
    JSON.stringify([each.statement.id, relevant(each, indexes).map(indexKey).toSorted()]);

  /** One call; what runs by the same plan as before is not run again. */
  const observeCall = async (
    { kept: columns, fraction }: Measurable,
    sql: string,
    made: ReadonlyMap<string, IndexDefinition>,
    within: AbortSignal,
  ): Promise<Observation> => {
    const accesses = await measure.explain(sql, within);
    const plan = JSON.stringify([
      sql,
      accesses.map(({ table, keys, how }) => [table, keys.map((key) => keyText(key, made)), how]),
    ]);
    const known = runs.get(plan);
    if (known !== undefined) return { ...known, accesses };
    const counted = await measure.run(sql, accesses, limits, within);
    const leadsKept = (key: string): boolean =>
      columns.has(made.get(key)?.columns.map(leadOf)[0] ?? leads.get(key) ?? '');
    const share = columns.size > 0 && readsKeptAlone(accesses, leadsKept) ? 1 : fraction;
    const measured = { ...counted, cost: (counted.cost ?? 0) / share };
    runs.set(plan, { measured, share });
    return { measured, share, accesses };
  };

  const observe = async (
    each: Measurable,
    made: ReadonlyMap<string, IndexDefinition>,
    within: AbortSignal,
  ): Promise<StatementMeasure | undefined> => {
    const observations: Observation[] = [];
    for (const sql of each.sqls) {
      try {
        observations.push(await observeCall(each, sql, made, within));
      } catch (error) {
        // The server will not run it here: a view, a table without a right. The others go on.
        if (within.aborted || !(error instanceof Error) || !isAnswer(error)) throw error;
        if (!failed.has(each.statement.id)) unmeasured.push({ statement: each.statement.id, reason: reasonOf(error) });
        failed.add(each.statement.id);
        return undefined;
      }
    }
    const used = new Set(
      observations.flatMap(({ accesses }) =>
        accesses.flatMap(({ keys }) => keys.flatMap((key) => (made.has(key) ? [keyText(key, made)] : []))),
      ),
    );
    const share = observations.reduce((sum, one) => sum + one.share, 0) / Math.max(1, observations.length);
    return { statement: each.statement.id, measured: average(observations), share, used };
  };

  const measureSome = async (
    some: readonly Measurable[],
    indexes: readonly IndexDefinition[],
    within: AbortSignal,
  ): Promise<readonly StatementMeasure[]> => {
    const open = some.filter((each) => !failed.has(each.statement.id) && !seen.has(keyFor(each, indexes)));
    if (open.length > 0) {
      const names = await scratch.apply(indexes, within);
      const made = new Map(indexes.flatMap((index) => [[names.get(indexKey(index)) ?? '', index] as const]));
      for (const each of open) {
        const observed = await observe(each, made, within);
        if (observed !== undefined) seen.set(keyFor(each, indexes), observed);
      }
    }
    return some.flatMap((each) => seen.get(keyFor(each, indexes)) ?? []);
  };

  const explain = async (sql: string, within: AbortSignal): Promise<Plan> =>
    relabelled(
      await explainStatement(client, {
        sql,
        schema: scratch.schema,
        source: { kind: 'given', text: 'A call of the statement, explained on the scratch copy.' },
        signal: within,
      }),
      scratch.schema,
      scratch.live,
    );

  return {
    unmeasured,
    measure: (indexes, within, of) =>
      measureSome(
        measurables.filter(({ statement }) => of === undefined || of.has(statement.id)),
        indexes,
        within,
      ),
    async prove(index, beside, of, within) {
      const from = performance.now();
      const some = measurables.filter(({ statement }) => of === undefined || of.has(statement.id));
      const phase = async (indexes: readonly IndexDefinition[]) => {
        const measures = await measureSome(some, indexes, within);
        await scratch.apply(indexes, within);
        const plans = new Map<string, Plan>();
        for (const { statement, sqls } of some)
          if (!failed.has(statement.id)) plans.set(statement.id, await explain(sqls[0] ?? '', within));
        return { measures: new Map(measures.map((measure) => [measure.statement, measure])), plans };
      };
      const before = await phase(beside);
      const after = await phase([...beside, index]);
      const key = indexKey(index);
      const proofs = some.flatMap(({ statement: { id } }): readonly StatementProof[] => {
        const [planBefore, planAfter] = [before.plans.get(id), after.plans.get(id)];
        const [measureBefore, measureAfter] = [before.measures.get(id), after.measures.get(id)];
        if (
          planBefore === undefined ||
          planAfter === undefined ||
          measureBefore === undefined ||
          measureAfter === undefined
        )
          return [];
        return [
          statementProof({
            statement: id,
            used: measureAfter.used.has(key),
            before: { plan: planBefore, measured: measureBefore.measured },
            after: { plan: planAfter, measured: measureAfter.measured },
          }),
        ];
      });
      if (proofs.length === 0)
        throw new OpsError(
          'unmeasured',
          `No statement could be run on the scratch copy: ${[...new Set(unmeasured.map(({ reason }) => reason))].slice(0, 3).join('; ') || 'there is none with its values'}.`,
          { safe: 'The live tables are as they were.' },
        );
      const table = scratch.tables.find(({ name }) => name === index.table);
      return proofOf(
        {
          way: 'scratch',
          index,
          fraction: table?.fraction ?? 1,
          remarks: [...scratch.remarks, ...missing(proofs.length, of, unmeasured)],
          version: session.server.version,
          from,
        },
        proofs,
        some.map(({ statement }) => statement),
      );
    },
  };
}

/** The index by what it is: names on the copy differ from one set to the next. */
function keyText(name: string, made: ReadonlyMap<string, IndexDefinition>): string {
  const index = made.get(name);
  return index === undefined ? name : indexKey(index);
}

/** The column of a part in lower case; of an expression nothing. */
function leadOf(part: IndexColumn): string {
  return 'column' in part ? part.column.toLowerCase() : '';
}

/** Reasons of an error that is the server's answer to one statement. */
const answers: ReadonlySet<string> = new Set(['server', 'noPrivilege', 'readOnly']);

function isAnswer(error: Error): boolean {
  return 'reason' in error && typeof error.reason === 'string' && answers.has(error.reason);
}

/** The server's text may hold values of the statement: its number says enough. */
function reasonOf(error: Error): string {
  const number = serverErrorNumber(error);
  return number === noSuchTable
    ? 'it reads a view, or a table that is not on the copy'
    : `the server refused to run it on the copy${number === undefined ? '' : ` (${number})`}`;
}

/** ER_NO_SUCH_TABLE */
const noSuchTable = 1146;

function missing(
  measured: number,
  of: ReadonlySet<string> | undefined,
  unmeasured: readonly Unmeasured[],
): readonly string[] {
  const { length } = unmeasured.filter(({ statement }) => of === undefined || of.has(statement));
  return length === 0 ? [] : [`${length} of ${measured + length} statements could not be run on the copy.`];
}
