// Statements with their blocks for the tests of proofs, and random numbers that repeat.
import type { IndexDefinition, Suggestion } from '../../../../../src/core/queries/advisor/advice';
import type { WorkloadStatement } from '../../../../../src/core/queries/advisor/workload';
import type { Block, JoinEdge, Predicate, Value } from '../../../../../src/core/queries/blocks/block';

type Shape = {
  /** In the order of their use. */
  readonly tables: readonly string[];
  /** "0.user_id" → literal. */
  readonly equal?: Readonly<Record<string, string | number>>;
  /** ["0.id", "1.user_id"] */
  readonly joins?: readonly (readonly [string, string])[];
  readonly callsPerHour?: number;
};

const use = (text: string): { use: number; column: string } => {
  const [place = '0', column = ''] = text.split('.');
  return { use: Number(place), column };
};

/** A statement with one call, and of its block what proofs look at. */
export function statementOf(id: string, sql: string, shape: Shape): WorkloadStatement {
  const predicates = Object.entries(shape.equal ?? {}).map(([column, value]): Predicate => {
    const text: Value = { kind: typeof value === 'number' ? 'number' : 'string', text: String(value) };
    return { kind: 'equal', column: use(column), value: text };
  });
  const joins = (shape.joins ?? []).map(([left, right]): JoinEdge => ({ left: use(left), right: use(right) }));
  const block: Block = {
    id: 0,
    role: 'top',
    tables: shape.tables.map((table, place) => ({ name: table, table, join: place === 0 ? 'first' : 'inner' })),
    predicates,
    joins,
    outer: [],
    group: [],
    order: [],
    distinct: false,
    aggregates: [],
    having: false,
    columns: [],
    allColumnsOf: [],
    locking: false,
  };
  return {
    id,
    text: sql,
    callsPerHour: shape.callsPerHour ?? 100,
    calls: [{ sql, runnable: true, blocks: { kind: 'select', blocks: [block], remarks: [] } }],
  };
}

/** What of a suggestion proofs look at. */
export const suggestionOf = (
  index: IndexDefinition,
  statements: readonly WorkloadStatement[],
): Pick<Suggestion, 'index' | 'gains'> => ({
  index,
  gains: statements.map(({ id }) => ({ statement: id, before: 1, after: 1, rowsBefore: 1, rowsAfter: 1, uses: [] })),
});

export const indexOf = (table: string, ...columns: readonly string[]): IndexDefinition => ({
  table,
  columns: columns.map((column) => ({ column })),
});

/** mulberry32: the same numbers for the same seed. */
export function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
