/** What is known of an environment without asking any server. */
export interface SuspicionFacts {
  /** Absolute path of the application. */
  readonly root: string;
  readonly hosts: readonly string[];
  readonly databases: readonly string[];
  readonly users: readonly string[];
  readonly appUrl?: string;
  /** VS Code's `env.remoteName`: "ssh-remote", "wsl", "dev-container". */
  readonly remoteName?: string;
  /** Service names of the application's Compose files. */
  readonly composeServices?: readonly string[];
  /** The user's own patterns for production hosts; "*" stands for any text. */
  readonly hostPatterns?: readonly string[];
}

const managedDomains = [
  'rds.amazonaws.com',
  'cache.amazonaws.com',
  'database.azure.com',
  'redis.cache.windows.net',
  'db.ondigitalocean.com',
  'psdb.cloud',
  'aivencloud.com',
  'upstash.io',
  'redislabs.com',
  'redis-cloud.com',
  'tidbcloud.com',
  'skysql.com',
  'linodedb.net',
  'vultrdb.com',
  'rds.aliyuncs.com',
  'database.cloud.ovh.net',
  'scalegrid.io',
];

/**
 * Why an environment whose role nobody stated may be production: one sentence each, empty when nothing hints at it.
 * The guard treats any reason as production, so a wrong one costs a click and a missing one could cost data.
 */
export function suspicions(facts: SuspicionFacts): readonly string[] {
  const reasons = new Set<string>();
  for (const host of new Set(facts.hosts)) {
    const domain = managedDomains.find((managed) => isUnder(host, managed));
    const pattern = facts.hostPatterns?.find((candidate) => matches(host, candidate));
    if (pattern !== undefined) reasons.add(`Host ${host} matches your production pattern ${pattern}.`);
    else if (domain !== undefined) reasons.add(`Host ${host} belongs to a managed database service (${domain}).`);
    else if (!isPrivateHost(host, facts.composeServices ?? []))
      reasons.add(`Host ${host} is neither this machine nor a private network.`);
  }
  for (const database of new Set(facts.databases))
    if (namesProduction(database)) reasons.add(`The database is called ${database}.`);
  for (const user of new Set(facts.users))
    if (namesProduction(user)) reasons.add(`The database user is called ${user}.`);
  if (facts.appUrl !== undefined && isPublicHttps(facts.appUrl))
    reasons.add(`APP_URL is a public https address (${hostOf(facts.appUrl)}).`);
  if (facts.remoteName === 'ssh-remote' && isDeployFolder(facts.root))
    reasons.add(`${facts.root} looks like a deployed release on a server reached over SSH.`);
  return [...reasons];
}

/** Loopback, private and link-local addresses (RFC 1918, 4193, 3927, 4291), reserved names, and names without a dot. */
export function isPrivateHost(host: string, composeServices: readonly string[] = []): boolean {
  const name = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  if (composeServices.some((service) => service.toLowerCase() === name)) return true;
  if (/^(localhost|.*\.(localhost|test|local|internal))$/.test(name)) return true;
  if (name.includes(':')) return /^(::1|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*|::ffff:127\..*)$/.test(name);
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(name)?.slice(1).map(Number);
  // A name without a dot cannot be public: Compose services, hosts files, search domains.
  if (octets === undefined) return !name.includes('.');
  const [a = 0, b = 0] = octets;
  return (
    a === 127 || a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254)
  );
}

function isUnder(host: string, domain: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return name === domain || name.endsWith(`.${domain}`);
}

function matches(host: string, pattern: string): boolean {
  const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`, 'i').test(host);
}

/** "prod", "production" or "live" as a word of its own: shop_prod and LiveShop, not products or delivery. */
function namesProduction(name: string): boolean {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  return words.some((word) => word === 'prod' || word === 'production' || word === 'live');
}

function hostOf(url: string): string {
  return /^[a-z]+:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]+)/i.exec(url)?.[1] ?? '';
}

function isPublicHttps(url: string): boolean {
  const host = hostOf(url);
  return /^https:/i.test(url) && host !== '' && !isPrivateHost(host);
}

function isDeployFolder(root: string): boolean {
  return (
    root.startsWith('/home/forge/') ||
    /^\/var\/www\/.+\/current(\/|$)/.test(root) ||
    /\/releases\/[^/]*\d[^/]*(\/|$)/.test(root)
  );
}
