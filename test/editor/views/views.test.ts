import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Disposable } from '../../../src/core/base/disposable';
import { OpsError } from '../../../src/core/base/errors';
import { Emitter } from '../../../src/core/base/event';
import { silentLogger } from '../../../src/core/base/log';
import type { LoadedView } from '../../../src/services/loadedView';
import { forgetContext } from '../../../src/vscode/contextKeys';
import type { Services } from '../../../src/vscode/services';
import { registerViews } from '../../../src/vscode/views/views';
import { fake } from '../../fakes/vscode';

let loads: { resolve: (view: LoadedView) => void; reject: (error: Error) => void }[];
let views: Disposable;
/** Findings that nobody was told of yet. */
let critical: { title: string; filter: string }[];
let shown: string[];

beforeEach(() => {
  fake.reset();
  forgetContext();
  loads = [];
  shown = [];
  const databaseView = (): Promise<LoadedView> =>
    new Promise((resolve, reject) => void loads.push({ resolve, reject }));
  critical = [];
  const module = {
    loadQueryServices: async () => ({ databaseView }),
    loadSecurityServices: async () => ({ securityView: databaseView, criticalToTell: () => critical.splice(0) }),
  };
  views = registerViews({
    load: async () => ({ workspace: { active: { root: '/shop', name: 'shop' } }, module }) as unknown as Services,
    onDidChange: new Emitter<void>().event,
    onDidProgress: new Emitter<void>().event,
    logger: silentLogger,
    redact: (text) => text.replaceAll('hunter2', '***'),
    showEvents: async (filter) => void shown.push(filter),
    onShown: () => undefined,
  });
});
afterEach(() => views.dispose());

const view = () => fake.treeViews.get('laravelOps.database');
const ask = async (): Promise<unknown> => view()?.provider.getChildren();
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const condition = (): unknown => fake.context.get('laravelOps:database');

test('a load that was overtaken and ends later says nothing about what is shown', async () => {
  const older = ask();
  await soon();
  const newer = ask();
  await soon();
  loads[1]?.resolve({ nodes: [], condition: 'notConfigured', message: 'No connection.' });
  await newer;
  loads[0]?.resolve({ nodes: [], condition: 'failed', message: 'It was refused.' });
  await older;
  expect([condition(), view()?.message]).toEqual(['notConfigured', 'No connection.']);
});

test('a load that was overtaken and fails later neither', async () => {
  const older = ask();
  await soon();
  const newer = ask();
  await soon();
  loads[1]?.resolve({ nodes: [], condition: 'ready' });
  await newer;
  loads[0]?.reject(new OpsError('refused', 'It was refused.'));
  await older;
  expect([condition(), view()?.message]).toEqual(['ready', '']);
});

test('a failure takes the welcome text of the state before away', async () => {
  const first = ask();
  await soon();
  loads[0]?.resolve({ nodes: [], condition: 'notConfigured' });
  await first;
  const second = ask();
  await soon();
  loads[1]?.reject(new OpsError('refused', 'hunter2 was refused.'));
  await second;
  expect([condition(), view()?.message]).toEqual(['failed', '*** was refused.']);
});

test('a bug is told as one, without its words', async () => {
  const asked = ask();
  await soon();
  loads[0]?.reject(new TypeError('x is undefined'));
  await asked;
  expect(view()?.message).toMatch(/an error of Laravel Ops itself/);
});

const security = async (): Promise<unknown> => fake.treeViews.get('laravelOps.security')?.provider.getChildren();

test('a critical finding is told when the Security view was loaded, and its button shows its events', async () => {
  critical = [{ title: 'Brute force', filter: 'ip:203.0.113.9' }];
  fake.answers.push('Show in Stream');
  const asked = security();
  await soon();
  expect(fake.messages).toEqual([]);
  loads[0]?.resolve({ nodes: [], condition: 'ready' });
  await asked;
  await soon();
  expect(fake.messages.map(({ text }) => text)).toEqual(['shop: Brute force']);
  expect(shown).toEqual(['ip:203.0.113.9']);
});

test('a load of the Security view that was overtaken or failed interrupts nobody', async () => {
  critical = [{ title: 'Brute force', filter: 'x' }];
  const older = security();
  await soon();
  const newer = security();
  await soon();
  loads[0]?.resolve({ nodes: [], condition: 'ready' });
  await older;
  loads[1]?.reject(new OpsError('refused', 'hunter2 was refused.'));
  await newer;
  expect(fake.messages).toEqual([]);
  expect(fake.treeViews.get('laravelOps.security')?.message).toBe('*** was refused.');
});
