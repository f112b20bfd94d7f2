import type { Scalar } from '../laravel/value';

/** What a `url` of a connection overrides, by Laravel's own key names ("host", "username", "charset"). */
export type UrlFields = ReadonlyMap<string, Scalar>;

const driverAliases: Readonly<Record<string, string>> = {
  mssql: 'sqlsrv',
  mysql2: 'mysql',
  postgres: 'pgsql',
  postgresql: 'pgsql',
  sqlite3: 'sqlite',
  redis: 'tcp',
  rediss: 'tls',
};

/**
 * Reads a connection URL with the semantics of Laravel's Illuminate\Support\ConfigurationUrlParser (8.83 to 13), which
 * rests on PHP's parse_url, rawurldecode, parse_str and json_decode. Two of their effects matter in the field: a "#",
 * "/" or "?" in a password that is not percent-encoded makes the URL malformed, and parts that are JSON change their
 * type ("1e5" becomes 100000).
 *
 * Left out on purpose: URLs without "//", and bracketed query keys ("options[1009]=…").
 *
 * @returns undefined for a URL that PHP calls malformed, or that has no "//"
 */
export function parseConnectionUrl(text: string): UrlFields | undefined {
  const url = text.replace(/^(sqlite3?):\/\/\//, '$1://null/');
  const parts = /^(?:([A-Za-z0-9+.-]+):)?\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?$/s.exec(url);
  if (parts === null) return undefined;
  const [, scheme, authority = '', path = '', query = ''] = parts;
  const server = parseAuthority(authority);
  if (server === undefined) return undefined;

  const fields = new Map<string, Scalar>();
  const set = (key: string, value: Scalar): void => {
    if (value !== null) fields.set(key, value);
  };
  if (scheme !== undefined) set('driver', driverAliases[scheme] ?? scheme);
  const decodedPath = nativeType(percentDecode(path));
  if (typeof decodedPath === 'string' && decodedPath !== '' && decodedPath !== '/')
    set('database', decodedPath.slice(1));
  set('host', nativeType(percentDecode(server.host)));
  if (server.port !== undefined) set('port', server.port);
  if (server.user !== undefined) set('username', nativeType(percentDecode(server.user)));
  if (server.password !== undefined) set('password', nativeType(percentDecode(server.password)));
  // Query options override everything, null included (Laravel merges them last and does not filter them).
  for (const [key, value] of parseQuery(query)) fields.set(key, nativeType(value));
  return fields;
}

interface Authority {
  readonly host: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
}

function parseAuthority(text: string): Authority | undefined {
  // The last "@" ends the user's part, so an unencoded "@" in a password is read as meant.
  const split = text.lastIndexOf('@');
  const userPart = split < 0 ? undefined : text.slice(0, split);
  const serverPart = text.slice(split + 1);
  const { host, portText } = hostAndPort(serverPart);
  if (host === '' && userPart === undefined) return undefined;
  let port: number | undefined;
  if (portText !== '') {
    if (portText.length > 5) return undefined;
    const digits = /^[+-]?\d+/.exec(portText);
    port = digits === null ? -1 : Number(digits[0]);
    if (port < 0 || port > 65_535) return undefined;
  }
  return { host, ...(port === undefined ? {} : { port }), ...userFields(userPart) };
}

/** "db.example.com:3306", "[::1]:3306": what stands behind the last colon is the port. */
function hostAndPort(text: string): { readonly host: string; readonly portText: string } {
  const [, bracketed, behind = ''] = /^(\[[^\]]*\])(?::(.*))?$/s.exec(text) ?? [];
  if (bracketed !== undefined) return { host: bracketed, portText: behind };
  const colon = text.lastIndexOf(':');
  return colon === -1 ? { host: text, portText: '' } : { host: text.slice(0, colon), portText: text.slice(colon + 1) };
}

function userFields(userPart: string | undefined): { user?: string; password?: string } {
  if (userPart === undefined) return {};
  const colon = userPart.indexOf(':');
  return colon < 0 ? { user: userPart } : { user: userPart.slice(0, colon), password: userPart.slice(colon + 1) };
}

/** parse_str for flat keys: "+" is a space, "." and " " in keys become "_", the last of equal keys counts. */
function parseQuery(query: string): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = percentDecode((equals < 0 ? pair : pair.slice(0, equals)).replaceAll('+', ' '));
    if (name === '' || name.includes('[')) continue;
    const value = equals < 0 ? '' : percentDecode(pair.slice(equals + 1).replaceAll('+', ' '));
    pairs.set(name.trimStart().replaceAll(/[ .]/g, '_'), value);
  }
  return pairs;
}

/** rawurldecode: what is not a valid escape stays as it is written. */
function percentDecode(text: string): string {
  return text.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      // Bytes that are no UTF-8: a password in another charset. Keeping the escapes shows that it was not understood.
      return escapes;
    }
  });
}

/** json_decode where the text is a JSON scalar; arrays and objects stay text. */
function nativeType(text: string): Scalar {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return value;
    return text;
  } catch {
    // Not JSON: ordinary text.
    return text;
  }
}
