import type { Workload } from '../../../../../src/core/queries/advisor/workload';
import { blocksOf } from '../../../../../src/core/queries/blocks/blocksOf';
import type { Catalog } from '../../../../../src/core/queries/catalog/table';
import { parseStatement } from '../../../../../src/core/queries/sql/parse';

/** Statements that each run so often an hour: "900 SELECT …"; 100 times where no number stands in front. */
export function workloadOf(catalog: Catalog, statements: readonly string[]): Workload {
  return {
    unread: [],
    writes: [],
    statements: statements.map((line, index) => {
      const [, calls = '100', sql = ''] = /^(?:(\d+) )?(.*)$/s.exec(line) ?? [];
      const parsed = parseStatement(sql);
      if (parsed.kind === 'unread') throw new Error(`${parsed.reason}: ${sql}`);
      return {
        id: String(index),
        text: sql,
        callsPerHour: Number(calls),
        calls: [{ sql, runnable: true, blocks: blocksOf(parsed, catalog) }],
      };
    }),
  };
}
