import { isOpsError, OpsError } from '../base/errors';
import type { SqlClient } from '../connections/sql';

/**
 * The server's error number (1142); undefined when the server did not say one. The driver's own errors have it as `errno`;
 * in those of our client, which drop the driver's on purpose, it stands in parentheses behind the message.
 */
export function serverErrorNumber(error: unknown): number | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if ('errno' in current && typeof current.errno === 'number') return current.errno;
    const written = isOpsError(current) ? /\((\d{4})\)/.exec(current.message)?.[1] : undefined;
    if (written !== undefined) return Number(written);
    current = current.cause;
  }
  return undefined;
}

/** ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR, ER_SPECIFIC_ACCESS_DENIED_ERROR */
const denied = new Set([1044, 1142, 1143, 1227]);

/** `shop_app@%` as GRANT wants it: 'shop_app'@'%'. The host is what follows the last "@": user names may hold one. */
export function quotedAccount(currentUser: string): string {
  const at = currentUser.lastIndexOf('@');
  const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
  return at < 0 ? quote(currentUser) : `${quote(currentUser.slice(0, at))}@${quote(currentUser.slice(at + 1))}`;
}

/** The statement that an administrator runs so that this login can read statement statistics. */
export function performanceSchemaGrant(client: Pick<SqlClient, 'server'>): string {
  return `GRANT SELECT ON performance_schema.* TO ${quotedAccount(client.server.currentUser)};`;
}

/** `noPrivilege` with the exact GRANT when the server refused to show performance_schema; any other error unchanged. */
export function explainDenied(client: Pick<SqlClient, 'server'>, error: unknown): unknown {
  if (!denied.has(serverErrorNumber(error) ?? 0)) return error;
  return new OpsError(
    'noPrivilege',
    `The login ${client.server.currentUser} cannot read performance_schema.`,
    { safe: 'Nothing was changed.', next: `Ask an administrator to run: ${performanceSchemaGrant(client)}` },
    { cause: error },
  );
}
