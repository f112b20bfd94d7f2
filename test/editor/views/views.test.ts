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

beforeEach(() => {
  fake.reset();
  forgetContext();
  loads = [];
  const databaseView = (): Promise<LoadedView> =>
    new Promise((resolve, reject) => void loads.push({ resolve, reject }));
  views = registerViews({
    load: async () =>
      ({ workspace: {}, module: { loadQueryServices: async () => ({ databaseView }) } }) as unknown as Services,
    onDidChange: new Emitter<void>().event,
    onDidProgress: new Emitter<void>().event,
    logger: silentLogger,
    redact: (text) => text.replaceAll('hunter2', '***'),
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
