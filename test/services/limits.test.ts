import { afterAll, describe, expect, inject, test } from 'vitest';
import { exactInventory } from '../../src/core/security/limits/exactInventory';
import { limitInventory } from '../../src/core/security/limits/inventory';
import type { LimitInventory } from '../../src/core/security/limits/limitedRoute';
import { limiterWords, routeTitle } from '../../src/core/security/limits/limitWords';
import { routeListOf } from '../../src/node/routeList';
import { laravel13, laravel8, type PlacedApp } from './laravelHosts';
import { contextOf, limitedApp, phpIn } from './limitsApp';
import { isThere } from './servers';

const hosts = { 'Laravel 8': laravel8(), 'Laravel 13': laravel13(inject('laravel13')) };
const { signal } = new AbortController();
const placed: PlacedApp[] = [];
afterAll(() => placed.forEach((app) => app.remove()));

/** "GET /api/address covered throttle:address 6/min by IP" */
function rows({ routes }: LimitInventory): readonly string[] {
  return routes
    .map((route) => `${routeTitle(route)} ${route.group} ${route.limiters.map(limiterWords).join(' + ')}`.trim())
    .toSorted();
}

describe.each(Object.entries(hosts))('routes of %s', (name, host) => {
  test.skipIf(!isThere(host))('artisan lists what the code says, with the same limiters', async () => {
    if (!isThere(host)) return;
    const app = limitedApp(host);
    placed.push(app);
    const { context, surroundings } = await contextOf(app);
    const listed = await routeListOf(host.prefix + app.root, signal, phpIn(host, app.root));
    const exact = exactInventory(context.code, listed, surroundings);
    const read = limitInventory(context.code, surroundings);
    expect(listed.leftOut).toBe(0);
    expect([read.complete, read.gaps]).toEqual([true, []]);
    // Laravel 13 registers these two itself, for files of the local disk; and it tells the column of a binding.
    const own = (row: string): boolean => !row.includes('/storage/{path}');
    expect(
      rows(exact)
        .filter(own)
        .map((row) => row.replace(':slug', '')),
    ).toEqual(rows(read).map((row) => row.replace(':slug', '')));
    expect(read.routes.length).toBeGreaterThan(20);
    expect(exact.routes.filter(({ source }) => source === 'artisan').map(({ uri }) => uri)).toEqual(
      name === 'Laravel 13' ? ['storage/{path}', 'storage/{path}'] : [],
    );
    expect(exact.routes.filter(({ source }) => source === 'code').map(({ uri, group }) => [uri, group])).toEqual([
      ['extra', 'unknown'],
    ]);
    expect(exact.routes.filter(({ source, location }) => source === 'both' && location === undefined)).toEqual([]);
    expect(read.routes.find(({ id }) => id === 'POST login')).toMatchObject({ csrf: true, takesCredentials: true });
  });

  test.skipIf(!isThere(host))('an application that fails to start is no empty list', async () => {
    if (!isThere(host)) return;
    const app = limitedApp(host);
    placed.push(app);
    app.write('routes/api.php', "<?php throw new RuntimeException('no such thing');");
    await expect(routeListOf(host.prefix + app.root, signal, phpIn(host, app.root))).rejects.toMatchObject({
      reason: 'artisan',
      message: expect.stringContaining('no such thing'),
    });
  });
});
