import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { artisanRoutes } from '../../../../../src/core/security/limits/artisanRoutes';
import { exactInventory } from '../../../../../src/core/security/limits/exactInventory';
import { limitedShop } from './limitedShop';

const throttle = 'Illuminate\\Routing\\Middleware\\ThrottleRequests';
const rowOf = (more: object) => ({
  domain: null,
  method: 'GET|HEAD',
  uri: 'a',
  name: null,
  action: 'Closure',
  middleware: [],
  ...more,
});

describe('what artisan prints', () => {
  test('the forms of Laravel 8 and 13, with warnings of PHP around', () => {
    const eight = JSON.stringify([rowOf({ middleware: 'web\nthrottle:6,1' })]);
    const thirteen = JSON.stringify([
      rowOf({ method: 'POST', uri: 'login', middleware: [`${throttle}:login`], path: 'routes/web.php:3' }),
    ]);
    expect(artisanRoutes(`\nDeprecated: [x] in y\n${eight}\n`)).toEqual({
      routes: [{ methods: ['GET'], uri: 'a', action: 'Closure', middleware: ['web', 'throttle:6,1'] }],
      leftOut: 0,
    });
    expect(artisanRoutes(thirteen)?.routes[0]).toMatchObject({ methods: ['POST'], path: 'routes/web.php:3' });
    expect(artisanRoutes("  ERROR  Your application doesn't have any routes.")).toEqual({ routes: [], leftOut: 0 });
  });

  test('no list is no empty list, and rows that are not understood are counted', () => {
    expect(artisanRoutes('Could not open input file: artisan')).toBeUndefined();
    expect(artisanRoutes('[{"method":')).toBeUndefined();
    expect(artisanRoutes(JSON.stringify([{ uri: 1 }, rowOf({})]))).toMatchObject({
      leftOut: 1,
      routes: [{ uri: 'a' }],
    });
  });

  test('whatever is printed, it ends with rows or without', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.array(fc.anything()).map((each) => `[{${JSON.stringify(each)}`),
        ),
        (text) => {
          const found = artisanRoutes(text);
          expect(found === undefined || Array.isArray(found.routes)).toBe(true);
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe('merged with the code', () => {
  const files = {
    web: "Route::post('login', fn () => 1);\nRoute::get('posts/{post:slug}', fn () => 1)->middleware('throttle:api')->name('posts');\nRoute::get('old', fn () => 1);",
    limiters: "RateLimiter::for('api', fn (Request $request) => Limit::perMinute(60)->by($request->ip()));",
  };

  test('middleware from artisan, limits and places from the code; each row says where it came from', async () => {
    const shop = await limitedShop(files);
    const listed = artisanRoutes(
      JSON.stringify([
        rowOf({ method: 'POST', uri: 'login', middleware: [`${throttle}:3,1`] }),
        rowOf({ uri: 'posts/{post}', name: 'posts', middleware: ['web', `${throttle}:api`] }),
        rowOf({
          method: 'POST',
          uri: 'oauth/token',
          action: 'Laravel\\Passport\\Http\\Controllers\\AccessTokenController@issueToken',
          domain: 'id.test',
        }),
        rowOf({ method: 'POST', uri: 'two-factor-challenge', action: 'Closure', middleware: ['Closure'] }),
      ]),
    );
    if (listed === undefined) throw new Error('no list');
    const { routes, source } = exactInventory(shop.context.code, listed, shop.surroundings);
    expect(source).toBe('artisan');
    expect(routes.map((each) => [each.id, each.source, each.group])).toEqual([
      ['POST login', 'both', 'covered'],
      ['GET posts/{post}', 'both', 'covered'],
      ['POST oauth/token', 'artisan', 'other'],
      ['POST two-factor-challenge', 'artisan', 'unknown'],
      ['GET old', 'code', 'unknown'],
    ]);
    expect(routes[0]).toMatchObject({ why: 'throttle:3,1 3/min by user, else IP.', csrf: false });
    // A group that artisan did not take apart is taken apart here.
    expect(routes[1]).toMatchObject({ csrf: true, limiters: [{ name: 'api', branches: [[{ attempts: 60 }]] }] });
    expect(routes[1]?.location?.file).toBe('/shop/routes/web.php');
    expect(routes[2]).toMatchObject({ domain: 'id.test' });
    expect(routes[2]?.location).toBeUndefined();
    expect(routes[2]?.whole).toBeUndefined();
  });

  test('a path outside of the application is no place', async () => {
    const shop = await limitedShop(files);
    const listed = {
      routes: [{ methods: ['GET'], uri: 'x', action: 'Closure', middleware: [], path: '../../etc/passwd:1' }],
      leftOut: 0,
    };
    expect(exactInventory(shop.context.code, listed, shop.surroundings).routes[0]?.location).toBeUndefined();
  });
});
