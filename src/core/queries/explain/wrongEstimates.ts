import { formatCount } from '../../base/format';
import type { PlanNode, PlanProblem } from './plan';

/** An estimate may be wrong by so much before it is said. */
const tolerated = 10;

/** Fewer rows than this are read in no time, whatever was expected. */
const worthSaying = 100;

/**
 * An estimate that was wrong by more than ten times, each time the step ran.
 *
 * @param complete the step read all its rows: fewer than expected are then an error as well
 */
export function estimateProblem(
  node: PlanNode,
  complete: boolean,
): (PlanProblem & { readonly rows: number }) | undefined {
  const { rows: expected, actual } = node;
  if (actual?.rows === undefined || expected === undefined || actual.loops === 0) return undefined;
  // What is planned anew for each row, and full text, is not really estimated. An index condition drops rows uncounted.
  if (node.rangeChecked === true || node.access === 'Full text') return undefined;
  const more = actual.rows > expected * tolerated;
  const fewer = complete && node.indexCondition === undefined && expected > actual.rows * tolerated;
  const rows = Math.max(actual.rows, fewer ? expected : 0) * actual.loops;
  if ((!more && !fewer) || rows < worthSaying) return undefined;
  const table = node.tableName === undefined ? node.table : `${node.tableName} (${node.table})`;
  const each = actual.loops > 1 ? ` each of ${formatCount(actual.loops)} times` : '';
  const text = `Expected ${rowsText(expected)} of ${table}${each}, found ${rowsText(actual.rows)}: statistics may be out of date`;
  return { kind: 'wrongEstimate', text, node: node.id, measured: true, rows: rows / 2 };
}

function rowsText(rows: number): string {
  const count = rows > 0 && rows < 10 ? String(Math.round(rows * 10) / 10) : formatCount(rows);
  return count === '1' ? '1 row' : `${count} rows`;
}
