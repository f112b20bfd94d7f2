import { OpsError } from '../../base/errors';
import type { BulkSession } from '../../connections/bulk';
import type { SqlClient } from '../../connections/sql';
import { quoteName } from '../../connections/sqlNames';
import { classifyStatement } from '../../connections/statement';

const never = new AbortController().signal;

/**
 * A writing session as a reading client, for code that asks one: only what reads is sent, in `schema` and nowhere else. Cells
 * are text.
 */
export function readingClient(session: BulkSession, schema: string): SqlClient {
  return {
    server: session.server,
    async query<Row extends object>(
      sql: string,
      values: Parameters<SqlClient['query']>[1] = [],
      options: Parameters<SqlClient['query']>[2] = {},
    ) {
      const kind = classifyStatement(sql);
      if (values.length > 0 || (kind !== 'read' && kind !== 'session'))
        throw new OpsError('readOnly', 'Not sent: only what reads is run on a scratch copy.');
      const signal = options.signal ?? never;
      await session.run(`USE ${quoteName(schema)}`, signal);
      const rows = await session.rows(sql, signal);
      // The caller states what its own statement selects.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      return rows as readonly object[] as readonly Row[];
    },
    execute: () => Promise.reject(new OpsError('readOnly', 'A scratch copy is changed through its own session alone.')),
    close: () => Promise.resolve(),
  };
}
