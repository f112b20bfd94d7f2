import { OpsError } from '../../core/base/errors';
import { quoteName } from '../../core/connections/sqlNames';
import { codeOf, endpointError, isTlsCode, networkError } from './endpoint';
import type { Endpoint } from './endpoint';

/** What is known when a statement failed; nothing of it when connecting failed. */
export interface ErrorContext {
  /** CURRENT_USER() of the session. */
  readonly currentUser?: string;
  /** Default schema of the session. */
  readonly database?: string;
  readonly sql?: string;
}

/**
 * An error of mysql2 in our words: from where, to where, as whom, what happened, what next. Numbers are those of MySQL's and
 * MariaDB's error references.
 */
export function mysqlError(endpoint: Endpoint, error: unknown, context: ErrorContext = {}): OpsError {
  if (error instanceof OpsError) return error;
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : String(error);
  const number = numberOf(error);
  const known = number === undefined ? undefined : serverError(endpoint, number, text, context);
  if (known !== undefined) return known;
  if (code === 'PROTOCOL_CONNECTION_LOST' || /closed state/.test(text))
    return endpointError(
      endpoint,
      'connectionLost',
      'the server closed the connection before it answered',
      'Try again.',
    );
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT')
    return endpointError(endpoint, 'tls', 'the application asks for TLS and the server does not offer it');
  if (isTlsCode(code)) return endpointError(endpoint, 'tls', `TLS failed: ${text} (${code})`);
  return networkError(endpoint, code) ?? endpointError(endpoint, 'server', text.replace(/\.$/, ''));
}

function serverError(endpoint: Endpoint, number: number, text: string, context: ErrorContext): OpsError | undefined {
  const plain = `${text.replace(/\.$/, '')} (${number})`;
  switch (number) {
    case 1045:
    case 1698:
      return endpointError(endpoint, 'accessDenied', `access denied (${number})`, endpoint.passwordSource);
    case 1044:
      return endpointError(
        endpoint,
        'noPrivilege',
        `no access to the database (${number})`,
        grantOnDatabase(text, context),
      );
    case 1007:
      return endpointError(endpoint, 'exists', `a database of this name exists already (${number})`);
    case 1049:
      return endpointError(endpoint, 'unknownDatabase', `the database does not exist (${number}): ${text}`);
    case 1142:
    case 1143:
      return endpointError(endpoint, 'noPrivilege', `${text} (${number})`, grantOnTable(text, context));
    case 1227:
      return endpointError(
        endpoint,
        'noPrivilege',
        `${text.replace(/\.$/, '')} (${number})`,
        grantGlobal(text, context),
      );
    case 1040:
    case 1203:
    case 1226:
      return endpointError(
        endpoint,
        'tooManyConnections',
        `${text} (${number})`,
        'Try again when fewer are connected.',
      );
    case 1129:
    case 1130:
      return endpointError(endpoint, 'hostNotAllowed', `${text} (${number})`);
    case 1290:
      // Any option of the server can be the reason; only this one means what we mean.
      if (!/read-only/.test(text)) return endpointError(endpoint, 'server', `${text.replace(/\.$/, '')} (${number})`);
      return endpointError(endpoint, 'readOnly', `the server refused to write (${number})`);
    case 1792:
    case 1836:
      return endpointError(endpoint, 'readOnly', `the server refused to write (${number})`);
    case 1969:
    case 3024:
    case 1205:
      return endpointError(
        endpoint,
        'timeout',
        `the server stopped the statement (${number}): ${text.replace(/\.$/, '')}`,
      );
    case 1021:
    case 1114:
    case 3675:
      return endpointError(endpoint, 'diskFull', plain);
    case 1030:
    case 1026:
    case 3:
    case 20:
      // "Got error 28 from storage engine": the operating system's number. 28 is ENOSPC, 122 EDQUOT.
      return endpointError(endpoint, /\b(?:28|122)\b|no space|disk full/i.test(text) ? 'diskFull' : 'server', plain);
    case 1153:
      return endpointError(endpoint, 'packetTooLarge', plain);
    case 1022:
    case 1062:
    case 1586:
      return endpointError(endpoint, 'duplicate', plain);
    case 1115:
    case 1273:
      return endpointError(endpoint, 'unknownCollation', plain);
    case 1419:
    case 1370:
      return endpointError(endpoint, 'noPrivilege', plain);
    case 1317:
    case 1028:
      return endpointError(endpoint, 'interrupted', `somebody stopped the statement (${number})`);
    case 1927:
    case 1053:
    case 4031:
      return endpointError(endpoint, 'connectionLost', `${text} (${number})`);
    default:
      return endpointError(endpoint, 'server', `${text.replace(/\.$/, '')} (${number})`);
  }
}

/** The server's error number; mysql2 gives its own errors and Node's none, or a negative one. */
function numberOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errno' in error) || !('sqlState' in error)) return undefined;
  return typeof error.errno === 'number' && error.errno > 0 ? error.errno : undefined;
}

function grantOnDatabase(text: string, context: ErrorContext): string | undefined {
  const [, user, host, database] = /for user '(.*?)'@'(.*?)' to database '(.*)'/.exec(text) ?? [];
  const grantee = granteeOf(context) ?? (user === undefined ? undefined : quoteUser(user, host ?? '%'));
  return database === undefined || grantee === undefined
    ? undefined
    : grant('SELECT', `${quoteName(database)}.*`, grantee);
}

/** MariaDB names schema and table, MySQL the table alone: then the statement tells the schema, or the session does. */
function grantOnTable(text: string, context: ErrorContext): string | undefined {
  const [, privilege, table = ''] =
    /^(.*?) command denied to user .*? for (?:table|column .*? in table) (.*)$/.exec(text) ?? [];
  const names = Array.from(table.matchAll(/[`']((?:[^`']|``)*)[`']/g), ([, name = '']) => name.replaceAll('``', '`'));
  const grantee = granteeOf(context);
  const last = names.at(-1);
  if (privilege === undefined || grantee === undefined || last === undefined) return undefined;
  const schema = names.length > 1 ? names[0] : (schemaIn(context.sql, last) ?? context.database);
  return schema === undefined ? undefined : grant(privilege, `${quoteName(schema)}.${quoteName(last)}`, grantee);
}

function schemaIn(sql: string | undefined, table: string): string | undefined {
  const escaped = table.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`([\\w$]+)\`?\\s*\\.\\s*\`?${escaped}\\b`, 'i').exec(sql ?? '')?.[1];
}

function grantGlobal(text: string, context: ErrorContext): string | undefined {
  const named =
    /of\) the (.*?) privilege/
      .exec(text)?.[1]
      ?.split(',')
      .map((each) => each.trim()) ?? [];
  // SUPER is everything: where the server names a smaller one beside it, that one is enough.
  const privilege = named.find((each) => each !== 'SUPER') ?? named[0];
  const grantee = granteeOf(context);
  return privilege === undefined || grantee === undefined ? undefined : grant(privilege, '*.*', grantee);
}

function grant(privilege: string, on: string, grantee: string): string {
  return `An administrator can allow it: GRANT ${privilege} ON ${on} TO ${grantee};`;
}

/** CURRENT_USER() as GRANT wants it: the host is what stands behind the last "@". */
function granteeOf({ currentUser }: ErrorContext): string | undefined {
  if (currentUser === undefined) return undefined;
  const at = currentUser.lastIndexOf('@');
  return quoteUser(currentUser.slice(0, at), currentUser.slice(at + 1));
}

function quoteUser(user: string, host: string): string {
  return `${quoteText(user)}@${quoteText(host)}`;
}

function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
