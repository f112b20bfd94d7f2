import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { exportedLimits, inventoryOf, readRoutes } from '../../../../src/services/security/limitInventory';
import { planScaffolds, scaffoldChoices } from '../../../../src/services/security/scaffolding';
import { temporary } from '../../../services/host';
import { type OpenedShop, openShop } from './openShop';

const { signal } = new AbortController();
const made = temporary();
let shop: OpenedShop;
beforeEach(async () => void (shop = await openShop(made)));
afterEach(() => shop.workspace.dispose());
afterAll(() => made.remove());

test('routes with their limits as the code says them; a login without one is in its group', async () => {
  const { routes, source } = await inventoryOf(shop.app, signal);
  expect(source).toBe('code');
  const of = (part: string) => routes.find(({ id }) => id.includes(part));
  expect(of('POST login')).toMatchObject({ group: 'unlimitedAuth', takesCredentials: true });
  expect(of('reports/revenue')).toMatchObject({ group: 'covered' });
});

test('as tables, one row a route', async () => {
  const { routes } = await inventoryOf(shop.app, signal);
  const csv = await exportedLimits(shop.app, 'csv', signal);
  expect(csv.trimEnd().split('\n')).toHaveLength(routes.length + 1);
  expect(await exportedLimits(shop.app, 'md', signal)).toMatch(/^# Rate limits of /);
});

test('asking artisan fails with a reason where it does not run, and what was known stays', async () => {
  // What stands there is no application: nothing of it may be taken for an answer.
  await writeFile(join(shop.root, 'artisan'), '<?php exit(7);');
  await expect(readRoutes(shop.app, signal)).rejects.toMatchObject({ reason: expect.any(String) });
  expect((await inventoryOf(shop.app, signal)).source).toBe('code');
  await expect(readRoutes(shop.app, AbortSignal.abort())).rejects.toMatchObject({ reason: 'cancelled' });
});

test('what can be written is named, and a limiter is put on the route that was chosen, as one change', async () => {
  const choices = await scaffoldChoices(shop.workspace, shop.app, signal);
  expect(choices.models).toContain('App\\Models\\User');
  const login = choices.routes.find(({ id }) => id === 'POST login');
  expect(login?.file).toBe('routes/web.php');
  const { fix, plan, textOf } = await planScaffolds(
    shop.app,
    { limiters: { define: ['login'], routes: [{ limiter: 'login', ids: ['POST login'] }] } },
    signal,
  );
  expect(fix).toMatchObject({ title: 'Add throttle', preferred: false });
  expect(fix.edits).toEqual(plan.edits);
  expect(JSON.stringify(fix.edits)).toContain('throttle:login');
  expect(textOf(`${shop.root}/routes/web.php`)).toContain("Route::post('/login'");
  // Nothing is written by planning.
  expect((await inventoryOf(shop.app, signal)).routes.find(({ id }) => id === 'POST login')?.group).toBe(
    'unlimitedAuth',
  );
});

test('a route that is not there gets no limiter', async () => {
  const { fix } = await planScaffolds(
    shop.app,
    { limiters: { define: ['login'], routes: [{ limiter: 'login', ids: ['POST nowhere'] }] } },
    signal,
  );
  expect(JSON.stringify(fix.edits)).not.toContain('throttle:login');
});
