import type { QueryOptions, SqlClient, SqlServer, SqlValue } from '../../src/core/connections/sql';

export const mariadbServer: SqlServer = {
  flavour: 'mariadb',
  version: '10.11.14-MariaDB-0+deb12u2',
  major: 10,
  minor: 11,
  currentUser: 'shop_app@localhost',
  connectionId: 7,
  performanceSchema: true,
};

export const mysqlServer: SqlServer = { ...mariadbServer, flavour: 'mysql', version: '9.7.4', major: 9, minor: 7 };

export interface SentStatement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
  readonly options: QueryOptions;
}

/** Rows, or an error to reject with, for the first pattern that a statement matches; no rows when none does. */
export type Answers = readonly (readonly [RegExp, readonly object[] | Error])[];

/** A session that answers from a list and remembers what it was asked. Nothing can be executed on it. */
export function fakeSqlClient(server: SqlServer, answers: Answers): SqlClient & { readonly sent: SentStatement[] } {
  const sent: SentStatement[] = [];
  return {
    server,
    sent,
    async query<Row extends object>(sql: string, values: readonly SqlValue[] = [], options: QueryOptions = {}) {
      sent.push({ sql, values, options });
      const answer = answers.find(([pattern]) => pattern.test(sql))?.[1] ?? [];
      if (answer instanceof Error) throw answer;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the caller states what its own statement selects
      return answer as readonly Row[];
    },
    execute: () => Promise.reject(new Error('a reading session was asked to execute')),
    close: () => Promise.resolve(),
  };
}

/** An error as the driver gives it. */
export function serverError(errno: number, message: string): Error {
  return Object.assign(new Error(message), { errno, sqlState: '42000' });
}
