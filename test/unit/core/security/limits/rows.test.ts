import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvTable } from '../../../../../src/core/base/csv';
import { limitsCsv, limitsMarkdown } from '../../../../../src/core/security/limits/exports';
import { limitsTree } from '../../../../../src/core/security/limits/tree';
import type { TreeNode } from '../../../../../src/core/tree';
import { limitedShop } from './limitedShop';

function text(nodes: readonly TreeNode[], depth = 0): string {
  return nodes
    .map(
      ({ label, description, abilities = [], children = [] }) =>
        `${'  '.repeat(depth)}${label} | ${description ?? ''}${abilities.length === 0 ? '' : ` [${abilities.join(' ')}]`}\n${text(children, depth + 1)}`,
    )
    .join('');
}

const shop = () =>
  limitedShop({
    api: "Route::get('orders', fn () => 1)->middleware('throttle:api');\nRoute::get('open', fn () => 1);",
    web: "Route::post('login', fn () => 1)->name('=cmd()');\nRoute::get('<img src=x>|[a](b)', fn () => 1);",
    limiters:
      "RateLimiter::for('api', fn (Request $request) => Limit::perMinute(60)->by($request->user()?->id ?: $request->ip()));",
  });

test('the rows: what is open first, with what can be done', async () => {
  expect(text(limitsTree((await shop()).inventory, '/shop'))).toBe(
    `Rate Limits | 4 routes · 2 unlimited
  Unlimited Auth Routes | 1
    POST /login | It takes credentials, and attempts are not limited. [canAddThrottle canProveLimit]
  API Without Throttle | 1
    GET /api/open | A route of the API without a limit. [canAddThrottle canProveLimit]
  Covered | 1
    GET /api/orders | throttle:api 60/min by user, else IP · redis [canProveLimit]
  Other Routes | 1
    GET /<img src=x>|[a](b) | No limit; it takes no credentials and is not part of the API. [canAddThrottle canProveLimit]
`,
  );
});

test('rows lead to where a route is registered, and ids are unique', async () => {
  const { inventory } = await shop();
  const rows = limitsTree(inventory, '/shop').flatMap(({ children = [] }) =>
    children.flatMap((group) => group.children ?? []),
  );
  expect(rows.every(({ opens, subject }) => opens?.kind === 'file' && subject?.kind === 'route')).toBe(true);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
});

test('an application without routes has a row that says so', async () => {
  const empty = await limitedShop({});
  expect(text(limitsTree(empty.inventory, '/shop'))).toBe('Rate Limits | 0 routes\n');
});

describe('exports', () => {
  test('CSV: one route a row, no formula', async () => {
    const { inventory, context } = await shop();
    const lines = limitsCsv(inventory, { root: '/shop', textOf: context.textOf }).split('\r\n');
    expect(lines[0]).toBe(
      'group,methods,uri,domain,name,action,limiters,store,driver,shared,proxies,login,why,source,file,line',
    );
    const login = lines.find((line) => line.startsWith('unlimitedAuth'));
    expect(login).toContain(`,/login,,"'=cmd()",`);
    expect(login).toMatch(/,routes\/web\.php,3$/);
    expect(lines).toHaveLength(6);
  });

  test('whatever a cell holds, it begins like no formula and can be read back', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('=1+1', '\t=1', '+1', '-1', '@x', '\r=1', ' =1', '\u200b=1', 'a"b', 'a\nb'),
    );
    fc.assert(
      fc.property(cell, cell, (a, b) => {
        const read = parsedCsv(csvTable(['x', 'y'], [[a, b]]))[1] ?? [];
        for (const [index, given] of [a, b].entries()) {
          const found = read[index] ?? '';
          expect(found).not.toMatch(/^[\s\u200b]*[=+\-@]|^[\t\r\n]/);
          expect([given, `'${given}`]).toContain(found);
        }
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  test('Markdown: nothing that the application says is markup', async () => {
    const { inventory, context } = await shop();
    const markdown = limitsMarkdown(inventory, { root: '/shop', textOf: context.textOf }, 'Limits of <b>');
    expect(markdown).toContain('# Limits of &lt;b\\>');
    expect(markdown).toContain('GET /&lt;img src=x\\>\\|\\[a\\]\\(b\\)');
    expect(markdown).toContain('| throttle:api 60/min by user, else IP · redis |');
    expect(markdown).toContain('routes/web.php:3 |');
    expect(markdown.replace(/\\./g, '')).not.toMatch(/<|\]\(/);
  });
});

/** RFC 4180. */
function parsedCsv(csv: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < csv.length; at++) {
    const char = csv.charAt(at);
    if (quoted) {
      if (char !== '"') cell += char;
      else if (csv.charAt(at + 1) === '"') cell += csv.charAt(at++);
      else quoted = false;
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === ',') {
      rows.at(-1)?.push(cell);
      cell = '';
    } else if (char === '\r' && csv.charAt(at + 1) === '\n') {
      rows.at(-1)?.push(cell);
      rows.push([]);
      cell = '';
      at++;
    } else cell += char;
  }
  return rows;
}
