import { createRedactor, type Redactor } from '../base/redact';
import type { Environment } from '../connections/environment';
import type { Address } from '../connections/profile';
import type { LaravelProject } from '../laravel/project';
import { asString } from '../laravel/value';
import type { Redactions } from './report';

export const nothingRedacted: Redactions = { hosts: false, users: false, ips: false };

/** AUTHENTICATION_GUARD=web and PRIVATE_FILESYSTEM_DISK=local are none: a text without "web" and "local" cannot be read. */
const secretKey = /PASS|SECRET|TOKEN|KEY|CREDENTIAL|DSN|PRIVATE$|AUTH$/i;
/** Values that stand in a secret's place and are words of every text. */
const noSecret = /^(?:null|true|false|empty|\(null\)|\(empty\)|none)$/i;

/** Knows the values of the environment file that by their names are secrets, so that no text can quote them. */
export function secretsOf(projects: readonly LaravelProject[]): Redactor {
  const redactor = createRedactor();
  for (const { env } of projects) {
    for (const { key, value } of env?.content.entries ?? [])
      if (value !== null && secretKey.test(key) && !noSecret.test(value)) redactor.protect(value);
  }
  return redactor;
}

/** What a report may have to leave out of an environment: names of servers and logins. */
export interface Names {
  readonly hosts: readonly string[];
  readonly users: readonly string[];
}

/** Names with a dot and addresses are somebody's; "redis" and "localhost" are everybody's. So is "root". */
export function namesOf(environment: Pick<Environment, 'sql' | 'redis'>, project: LaravelProject): Names {
  const addresses = [...environment.sql.map(({ address }) => address), ...environment.redis.flatMap(addressesOf)];
  const hosts = addresses.flatMap((address) => (address.kind === 'tcp' ? [address.host] : []));
  const url = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(asString(project.config.get('app.url')) ?? '')?.[1];
  const users = [...environment.sql.map(({ user }) => user), ...environment.redis.flatMap(({ user }) => user ?? [])];
  return {
    hosts: [...new Set([...hosts, ...(url === undefined ? [] : [url])])].filter((host) => host.includes('.')),
    users: [...new Set(users)].filter((user) => user.length > 2 && user !== 'root'),
  };
}

function addressesOf({ topology }: Environment['redis'][number]): readonly Address[] {
  if (topology.kind === 'single') return [topology.address];
  return topology.kind === 'cluster' ? topology.nodes : topology.sentinels;
}

const ipv4 = /\b(?:\d{1,3}\.){3}\d{1,3}\b/g;
/** Eight groups, or fewer with "::" between them; 12:00:00 is a time and Login::class is PHP. */
const ipv6 =
  /(?<![\w:])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6}::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?|::[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})(?![\w:])/gi;
const email = /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

/** Takes the named kinds of names out of one text. Known logins before addresses of mail: "shop_app@db.example.com" is none. */
export function redactNames(text: string, names: Names, { hosts, users, ips }: Redactions): string {
  let result = text;
  if (users) result = words(result, names.users, '[user]').replaceAll(email, '[user]');
  if (hosts) result = words(result, names.hosts, '[host]');
  if (ips) result = result.replaceAll(ipv4, '[address]').replaceAll(ipv6, '[address]');
  return result;
}

function words(text: string, names: readonly string[], instead: string): string {
  return names
    .toSorted((a, b) => b.length - a.length)
    .reduce((result, name) => {
      const literal = name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
      return result.replaceAll(new RegExp(`(?<![\\w.-])${literal}(?![\\w-])`, 'g'), instead);
    }, text);
}

/**
 * Words of the report's own, addresses of its own pages, and paths of files: a password may be called "warning" or like
 * the folder, and a path that is not one leads nowhere.
 */
const ownWords = new Set([
  'severity',
  'outcome',
  'grade',
  'role',
  'limit',
  'recorded',
  'rule',
  'code',
  'area',
  'docs',
  'file',
  'folder',
]);

/** The same plain data with every text in it replaced, but for the report's own words. */
export function mapTexts<T>(value: T, replace: (text: string) => string): T {
  // The shape stays: only texts become other texts.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return mapped(value, replace) as T;
}

function mapped(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((each) => mapped(each, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, ownWords.has(key) ? each : mapped(each, replace)]),
  );
}
