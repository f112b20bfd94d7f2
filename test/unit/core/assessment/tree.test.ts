import { expect, test } from 'vitest';
import { assess } from '../../../../src/core/assessment/assess';
import { overviewView, type AppOverview, type EnvironmentOverview } from '../../../../src/core/assessment/tree';
import type { Environment } from '../../../../src/core/connections/environment';
import type { SqlProfile } from '../../../../src/core/connections/profile';
import { abilities, type TreeNode } from '../../../../src/core/tree';

const now = new Date('2026-11-22T12:00:00Z');
const options = { trusted: true, clock: () => '13:05' };

const profile: SqlProfile = {
  id: 'live/mysql',
  connection: 'mysql',
  driver: 'mysql',
  serves: 'both',
  address: { kind: 'tcp', host: '10.0.0.5', port: 3306 },
  user: 'shop_app',
  password: { kind: 'stored', key: 'k' },
  database: 'shop',
  charset: 'utf8mb4',
  prefix: '',
  origins: [],
};

function environment(
  id: string,
  more: Partial<Environment> = {},
  overview: Partial<EnvironmentOverview> = {},
): EnvironmentOverview {
  const base = { id, name: id, role: 'local' as const, suspicions: [], sql: [profile], redis: [], unusable: [] };
  return { environment: { ...base, ...more }, inUse: false, areas: assess({ now }), ...overview };
}

function app(name: string, environments: readonly EnvironmentOverview[]): AppOverview {
  return {
    project: { root: `/${name}`, name, version: { full: '12.67.0', major: 12, source: 'composer.lock' }, problems: [] },
    environments,
  };
}

/** The tree as indented text: icon, label, description, abilities. */
function drawn(nodes: readonly TreeNode[], depth = 0): string {
  return nodes
    .map(({ icon, label, description, abilities: can = [], children = [] }) => {
      const more = can.length === 0 ? '' : ` [${can.join('.')}]`;
      const below = children.length === 10 ? `${'  '.repeat(depth + 1)}(ten areas)\n` : drawn(children, depth + 1);
      return `${'  '.repeat(depth)}${icon?.id} ${label} | ${description}${more}\n${below}`;
    })
    .join('');
}

test('one environment of one app is the ten areas alone', () => {
  const view = overviewView([app('shop', [environment('.env', {}, { inUse: true })])], options);
  expect(view.nodes.map(({ label }) => label)).toEqual([
    'Automated backups',
    'Recovery procedures',
    'Bottleneck identification',
    'Alerting',
    'Load balancing',
    'Caching strategy',
    'Database optimisation',
    'Rate limiting',
    'API throttling',
    'Security event logging',
  ]);
  expect(view.nodes[0]).toMatchObject({ description: 'Unknown — not evaluated yet', icon: { id: 'question' } });
  expect(view.description).toBe('.env');
  expect(view.message).toBeUndefined();
});

test('several environments: role, target, access and what can be done, in words and icons', () => {
  const suspicions = ['Host db.example.com is neither this machine nor a private network.'];
  const environments = [
    environment('.env', {}, { inUse: true }),
    environment('staging', { role: 'staging' }),
    environment('production', { role: 'production' }),
    environment('open', { role: 'production' }, { unlockedUntil: now }),
    environment('odd', { role: 'unknown', suspicions, sql: [] }),
  ];
  expect(drawn(overviewView([app('shop', environments)], options).nodes)).toBe(`\
device-desktop .env | local · shop@10.0.0.5 · in use [canTest.canSetPassword]
  (ten areas)
beaker staging | shop@10.0.0.5 [canUse.canTest.canSetPassword]
  (ten areas)
lock production | shop@10.0.0.5 · read-only [canUse.canUnlock.canTest.canSetPassword]
  (ten areas)
unlock open | production · shop@10.0.0.5 · unlocked until 13:05 [canUse.canUnlock.canTest.canSetPassword]
  (ten areas)
lock odd | suspected production · read-only [canUse.canUnlock]
  (ten areas)
`);
});

test('why an environment counts as production stands in its tooltip', () => {
  const suspicions = ['The database is called shop_live.'];
  const view = overviewView(
    [app('shop', [environment('.env', { role: 'unknown', suspicions }), environment('b')])],
    options,
  );
  expect(view.nodes[0]?.tooltip).toContain('Treated as production:\nThe database is called shop_live.');
});

test('several apps are listed with their version and coverage', () => {
  const view = overviewView([app('shop', [environment('.env')]), app('blog', [environment('.env')])], options);
  expect(drawn(view.nodes)).toBe(`\
folder-library shop | Laravel 12.67.0 · not evaluated yet
  device-desktop .env | local · shop@10.0.0.5 [canUse.canTest.canSetPassword]
    (ten areas)
folder-library blog | Laravel 12.67.0 · not evaluated yet
  device-desktop .env | local · shop@10.0.0.5 [canUse.canTest.canSetPassword]
    (ten areas)
`);
});

test('Restricted Mode offers nothing that connects and says so', () => {
  const view = overviewView([app('shop', [environment('a', { role: 'production' }), environment('b')])], {
    ...options,
    trusted: false,
  });
  expect(view.message).toBe('File checks only.');
  expect(view.nodes.flatMap(({ abilities: can = [] }) => can)).toEqual([]);
});

test('a file that cannot be read is told above the tree', () => {
  const shop = app('shop', [environment('.env')]);
  const problems = [
    { file: '/shop/config/a.php', message: 'a.php is a binary file.' },
    { file: '/shop/b', message: 'b' },
  ];
  const view = overviewView([{ ...shop, project: { ...shop.project, problems } }], options);
  expect(view.message).toBe('a.php is a binary file. 1 more in the log.');
});

test('no app: no rows and no message, the welcome text speaks', () => {
  expect(overviewView([], { ...options, trusted: false })).toEqual({ nodes: [] });
});

test('ids are unique, abilities stand in the order that menus expect, status is never told by an icon alone', () => {
  const apps = [
    app('shop', [environment('a', { role: 'production' }), environment('b')]),
    app('blog', [environment('a')]),
  ];
  const all: TreeNode[] = [];
  const walk = (nodes: readonly TreeNode[]): void =>
    nodes.forEach((node) => (all.push(node), walk(node.children ?? [])));
  walk(overviewView(apps, options).nodes);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const { abilities: can = [] } of all) expect(can).toEqual(abilities.filter((ability) => can.includes(ability)));
  for (const { description } of all) expect(description).not.toBe('');
});
