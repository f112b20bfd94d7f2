// Commands on environments and statements, with services that answer from memory: what is asked of the person and of whom.
import { beforeEach, expect, test, vi } from 'vitest';
import type { TreeNode } from '../../../src/core/tree';
import { environmentCommands } from '../../../src/vscode/commands/environments';
import type { LoadServices, Services } from '../../../src/vscode/services';
import { fake } from '../../fakes/vscode';

const stored = 'laravelOps.password:live';

function services() {
  const environmentOf = (id: string, kind: 'config' | 'stored') => ({
    environment: {
      id,
      name: id,
      role: 'local',
      suspicions: [],
      sql: [
        {
          connection: 'mysql',
          user: 'shop_app',
          database: 'shop',
          address: { kind: 'tcp', host: `${id}.test`, port: 3306 },
          password: kind === 'stored' ? { kind, key: stored } : { kind, path: 'x' },
        },
      ],
      redis: [],
      unusable: [],
    },
  });
  const app = (root: string) => ({
    root,
    name: root.slice(1),
    used: [] as string[],
    refreshed: 0,
    use(id: string) {
      this.used.push(id);
    },
    refresh() {
      this.refreshed++;
    },
    requireTrust: () => undefined,
    current: async () => environmentOf('local', 'config'),
    environments: async () => ({
      all: [environmentOf('local', 'config'), environmentOf('live', 'stored')],
      problems: [],
    }),
  });
  const apps = [app('/shop'), app('/blog')] as const;
  const secrets = new Map<string, string>();
  const workspace = {
    apps,
    active: apps[0],
    activated: [] as string[],
    activate: (root: string) => void workspace.activated.push(root),
    appAt: (root: string) => apps.find((each) => each.root === root),
    host: {
      logger: { info: () => undefined },
      secrets: {
        set: async (key: string, secret: string) => void secrets.set(key, secret),
        delete: async (key: string) => void secrets.delete(key),
      },
    },
  };
  const module = { testConnections: vi.fn() };
  const load = (async () => ({ workspace, module }) as unknown as Services) as LoadServices;
  return { load, apps, workspace, module, secrets };
}

const row = (subject: TreeNode['subject']): TreeNode => ({
  id: 'row',
  label: 'row',
  ...(subject === undefined ? {} : { subject }),
});
const live = row({ kind: 'environment', root: '/blog', environment: 'live' });

beforeEach(() => fake.reset());

test('Switch Environment lists every environment of every app with its server, and uses the chosen one', async () => {
  const { load, apps, workspace } = services();
  fake.answers.push(({ items }: { items: { label: string; description: string; detail: string }[] }) => {
    expect(items.map(({ description, detail }) => `${description} ${detail}`)).toEqual([
      'shop · local shop@local.test:3306',
      'shop · local shop@live.test:3306',
      'blog · local shop@local.test:3306',
      'blog · local shop@live.test:3306',
    ]);
    return items[3];
  });
  await environmentCommands(load)['laravelOps.environments.switch']();
  expect(workspace.activated).toEqual(['/blog']);
  expect(apps.map(({ used }) => used)).toEqual([[], ['live']]);
});

test('Escape in the list changes nothing', async () => {
  const { load, apps, workspace } = services();
  await environmentCommands(load)['laravelOps.environments.switch']();
  expect([workspace.activated, ...apps.map(({ used }) => used)]).toEqual([[], [], []]);
});

test('a password goes to the storage under its own key, and the app of the row forgets its sessions', async () => {
  const { load, apps, secrets } = services();
  fake.answers.push(({ options }: { options: { password: boolean } }) => {
    expect(options.password).toBe(true);
    return 'hunter2';
  });
  await environmentCommands(load)['laravelOps.environments.setPassword'](live);
  expect([...secrets]).toEqual([[stored, 'hunter2']]);
  expect(apps.map(({ refreshed }) => refreshed)).toEqual([0, 1]);
});

test('an environment of the app’s own files has no password to save', async () => {
  const { load } = services();
  await expect(environmentCommands(load)['laravelOps.environments.setPassword']()).rejects.toMatchObject({
    reason: 'notStored',
  });
});

test('Forget Passwords asks first', async () => {
  const { load, secrets } = services();
  secrets.set(stored, 'hunter2');
  const { 'laravelOps.environments.forgetPasswords': forget } = environmentCommands(load);
  await forget();
  expect(secrets.size).toBe(1);
  fake.answers.push('Forget Passwords');
  await forget();
  expect(secrets.size).toBe(0);
});

test('Test Connection tells the first failure; all well is one line', async () => {
  const { load, module } = services();
  const { 'laravelOps.environments.testConnection': check } = environmentCommands(load);
  module.testConnections.mockResolvedValueOnce([
    { connection: 'mysql', target: 't', ok: true, detail: 'MariaDB 10.11' },
    { connection: 'redis default', target: 't', ok: false, detail: 'nothing listens there' },
  ]);
  await expect(check()).rejects.toThrow('redis default: nothing listens there');
  module.testConnections.mockResolvedValueOnce([
    { connection: 'mysql', target: 't', ok: true, detail: 'MariaDB 10.11' },
  ]);
  await check();
  expect(fake.messages).toMatchObject([{ severity: 'info', text: expect.stringContaining('MariaDB 10.11') }]);
  module.testConnections.mockResolvedValueOnce([]);
  await expect(check()).rejects.toMatchObject({ reason: 'notConfigured' });
});
