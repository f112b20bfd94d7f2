import { asBoolean, at } from '../laravel/value';
import { known, knownInteger, unknown, Unusable } from './fields';
import type { Fields } from './fields';
import type { Address, TlsOptions } from './profile';

/** Schemes that Predis and phpredis take for an encrypted connection. */
const tlsSchemes = ['tls', 'rediss', 'ssl'];

/** Where a Redis server is: `host` may carry a scheme or be a socket's path; Predis names sockets by `scheme` and `path`. */
export function redisAddress(fields: Fields): Address {
  const scheme = known(fields.get('scheme'), 'scheme')?.toLowerCase();
  if (scheme === 'unix') {
    const path = known(fields.get('path'), 'path');
    if (path === undefined || path === '') throw new Unusable('scheme is unix and path is not set.');
    return { kind: 'socket', path };
  }
  const written = known(fields.get('host'), 'host');
  if (written === undefined || written === '') throw new Unusable('No host is set.');
  const host = written.replace(/^[a-z]+:\/\//i, '');
  if (host.startsWith('/')) return { kind: 'socket', path: host };
  // Clients take it as part of the name; shown as a host it would show a password.
  if (host.includes('@')) throw new Unusable('The host holds a login: that belongs into username and password.');
  const bare = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
  return { kind: 'tcp', host: bare, port: knownInteger(fields.get('port'), 'port') ?? 6379 };
}

/**
 * TLS of a Redis connection: asked for by `scheme`, by the host's scheme, or (from a URL) by `driver`. PHP's stream
 * options stand under `ssl` (Predis) or `context`, `context.stream` or `context.ssl` (phpredis); PHP checks the certificate
 * unless `verify_peer` is false.
 */
export function redisTls(fields: Fields): TlsOptions | undefined {
  const scheme = known(fields.get('scheme'), 'scheme') ?? known(fields.get('driver'), 'driver') ?? '';
  const hostScheme = /^([a-z]+):\/\//i.exec(known(fields.get('host'), 'host') ?? '')?.[1] ?? '';
  if (!tlsSchemes.includes(scheme.toLowerCase()) && !tlsSchemes.includes(hostScheme.toLowerCase())) return undefined;
  const ca = streamOption(fields, 'cafile');
  const cert = streamOption(fields, 'local_cert');
  const key = streamOption(fields, 'local_pk');
  const verify = streamOption(fields, 'verify_peer');
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    verify: verify === undefined || verify !== '0',
  };
}

/** One of PHP's SSL context options as text ("0" for false); undefined when it is not set. */
function streamOption(fields: Fields, name: string): string | undefined {
  for (const [field, inside] of [
    ['ssl', ''],
    ['context', 'ssl'],
    ['context', 'stream'],
    ['context', ''],
  ] as const) {
    const holder = fields.get(field);
    if (holder === undefined) continue;
    const value = at(holder.value, inside === '' ? name : `${inside}.${name}`);
    if (value.kind === 'unknown') throw unknown(`TLS option ${name}`, value);
    if (value.kind === 'known' && value.value !== null)
      return asBoolean(value) === false ? '0' : known({ value, path: holder.path }, name);
  }
  return undefined;
}
