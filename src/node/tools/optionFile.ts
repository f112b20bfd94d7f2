import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqlProfile } from '../../core/connections/profile';
import type { ToolVersion } from './version';

/**
 * An option file with which a client of MySQL or MariaDB reaches a server (MySQL manual, "Using Option Files"): the password is on
 * no command line and in no environment.
 */
export function optionFileText(
  profile: SqlProfile,
  password: string | undefined,
  flavour: ToolVersion['flavour'],
): string {
  const { address, tls } = profile;
  const lines = [
    `user=${value(profile.user)}`,
    ...(password === undefined || password === '' ? [] : [`password=${value(password)}`]),
    ...(address.kind === 'tcp'
      ? [`host=${value(address.host)}`, `port=${address.port}`, 'protocol=TCP']
      : [`socket=${value(address.path)}`, 'protocol=SOCKET']),
    ...(tls === undefined ? [] : tlsLines(tls, flavour)),
    // MariaDB 11.4 and later verify a certificate that nobody configured, and then do not connect.
    ...(tls === undefined && flavour === 'mariadb' ? ['loose-skip-ssl-verify-server-cert'] : []),
  ];
  return `[client]\n${lines.join('\n')}\n`;
}

function tlsLines(tls: NonNullable<SqlProfile['tls']>, flavour: ToolVersion['flavour']): readonly string[] {
  const file = (name: string, path: string | undefined): readonly string[] =>
    path === undefined ? [] : [`${name}=${value(path)}`];
  const mode =
    flavour === 'mariadb'
      ? ['ssl', tls.verify ? 'ssl-verify-server-cert' : 'loose-skip-ssl-verify-server-cert']
      : [`ssl-mode=${tls.verify ? 'VERIFY_IDENTITY' : 'REQUIRED'}`];
  return [...mode, ...file('ssl-ca', tls.ca), ...file('ssl-cert', tls.cert), ...file('ssl-key', tls.key)];
}

/** In quotes, so that "#" and spaces stay; only the outer pair of quotes is taken off by the reader. */
function value(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
  return `"${escaped}"`;
}

/** Writes an option file that only this user can read, for as long as `work` runs. */
export async function withOptionFile<T>(text: string, work: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'laravel-ops-'));
  try {
    const path = join(folder, 'client.cnf');
    await writeFile(path, text, { mode: 0o600 });
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
