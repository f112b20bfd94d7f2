import { asString } from '../laravel/value';
import type { LaravelProject } from '../laravel/project';
import type { SecretRef } from './profile';
import { parseConnectionUrl } from './url';

/** Port: the editor's encrypted storage. */
export interface SecretStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, secret: string): Promise<void>;
  delete(key: string): Promise<void>;
}

/** What a stored password is bound to. When any of it changes, the old password is not found and so never sent there. */
export interface SecretBinding {
  /** Absolute path of the application. */
  readonly root: string;
  readonly environment: string;
  /** Host name, or the path of a socket. */
  readonly host: string;
  readonly port?: number;
  readonly user: string;
}

/** The key under which a password is stored. JSON, so that no field can run into the next. */
export function storedSecretKey({ root, environment, host, port, user }: SecretBinding): string {
  return `laravelOps.password:${JSON.stringify([root, environment, host.toLowerCase(), port ?? null, user])}`;
}

/**
 * The password a profile points to; undefined when there is none, or none was stored yet. Passwords of the application's
 * own files are read at this moment and kept nowhere.
 */
export async function resolveSecret(
  project: Pick<LaravelProject, 'config'>,
  ref: SecretRef,
  stored: Pick<SecretStore, 'get'>,
): Promise<string | undefined> {
  if (ref.kind === 'none') return undefined;
  if (ref.kind === 'stored') return stored.get(ref.key);
  const text = asString(project.config.get(ref.path));
  if (text === undefined || text === '') return undefined;
  if (!isUrlPath(ref.path, text)) return text;
  const password = parseConnectionUrl(text)?.get('password');
  return password === undefined || password === null || password === false || password === ''
    ? undefined
    : password === true
      ? '1'
      : String(password);
}

/** Passwords written in a URL: the connection's `url`, or a node of a Predis list written as one. */
function isUrlPath(path: string, text: string): boolean {
  return path.endsWith('.url') || (/\.\d+$/.test(path) && text.includes('://'));
}
