import { OpsError } from '../../base/errors';
import type { SqlClient } from '../../connections/sql';
import { toText } from '../numbers';
import { quotedAccount } from '../serverErrors';
import { ownBeginning, refusal, tryFirst, within } from '../sources/ask';
import type { Row } from '../sources/digestRows';
import { slowLogGrant } from '../sources/slowLogTable';
import { settingSql, type CaptureSetting } from './settings';

/**
 * The privilege that SET GLOBAL needs, for these variables: MySQL 8 has one for it, MariaDB 10.11 says SUPER to each of
 * them (its finer ones are for other variables), and so does MySQL 5.7.
 */
const variablePrivilege = ({ server }: Pick<SqlClient, 'server'>): string =>
  server.flavour === 'mysql' && server.major >= 8 ? 'SYSTEM_VARIABLES_ADMIN' : 'SUPER';

function grantOf(client: Pick<SqlClient, 'server'>, kind: CaptureSetting['kind']): string {
  const account = quotedAccount(client.server.currentUser);
  return kind === 'variable'
    ? `GRANT ${variablePrivilege(client)} ON *.* TO ${account};`
    : `GRANT UPDATE ON performance_schema.setup_consumers TO ${account};`;
}

/**
 * What an administrator has to grant before `settings` can be set, and the table read. From SHOW GRANTS; with a role in it
 * nobody can say from here, and nothing is called missing: then the server's own refusal says it.
 */
export async function missingGrants(
  client: SqlClient,
  settings: readonly CaptureSetting[],
  readsTable: boolean,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const rows = await client.query<Row>('SHOW GRANTS', [], within(signal));
  const lines = rows.flatMap((row) => Object.values(row).map((cell) => toText(cell) ?? ''));
  const byRole = lines.some((line) => !/^GRANT [^`'"]*? ON /i.test(line));
  const may = (privilege: string, place: RegExp): boolean =>
    lines.some((line) => {
      const [, privileges = '', on = ''] = /^GRANT ([^`'"]*?) ON (\S+) TO /i.exec(line) ?? [];
      const list = privileges.toUpperCase().split(/, */);
      return place.test(on) && (list.includes(privilege) || list.includes('ALL PRIVILEGES'));
    });
  const everywhere = /^\*\.\*$/;
  const missing = new Set<string>();
  if (!byRole) {
    const variables = may('SUPER', everywhere) || may(variablePrivilege(client), everywhere);
    if (!variables && settings.some(({ kind }) => kind === 'variable')) missing.add(grantOf(client, 'variable'));
    const consumers = may('UPDATE', /^(?:\*|`?performance_schema`?)\.(?:\*|`?setup_consumers`?)$/);
    if (!consumers && settings.some(({ kind }) => kind === 'consumer')) missing.add(grantOf(client, 'consumer'));
  }
  if (readsTable) {
    const first = await tryFirst(client, `${ownBeginning} FROM mysql.slow_log LIMIT 1`, [], signal);
    if ('refused' in first && first.refused === 'denied') missing.add(slowLogGrant(client));
  }
  return [...missing];
}

/** What a refused setting means, for people; `after` says what is still safe. Errors of other kinds unchanged. */
export function explainRefused(client: SqlClient, setting: CaptureSetting, error: unknown, safe: string): unknown {
  if (refusal(error) !== 'denied') return error;
  return new OpsError(
    'noPrivilege',
    `The login ${client.server.currentUser} may not run: ${settingSql(setting, 'during')}.`,
    {
      safe,
      next: `Ask an administrator to run: ${grantOf(client, setting.kind)} On a managed server this is set in its parameter group instead.`,
    },
    { cause: error },
  );
}
