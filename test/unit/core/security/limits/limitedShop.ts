import { limitSurroundings } from '../../../../../src/core/assessment/limitSurroundings';
import { readRuleContext } from '../../../../../src/core/lint/context';
import { type DeclaredFacts, nothingDeclared } from '../../../../../src/core/lint/declaredFacts';
import type { RuleContext } from '../../../../../src/core/lint/rule';
import { limitInventory } from '../../../../../src/core/security/limits/inventory';
import type { LimitedRoute, LimitInventory } from '../../../../../src/core/security/limits/limitedRoute';
import type { LimitSurroundings } from '../../../../../src/core/security/limits/surroundings';
import { mapSource, shopFiles } from '../../lint/mapSource';

export interface LimitedShop {
  readonly context: RuleContext;
  readonly surroundings: LimitSurroundings;
  readonly inventory: LimitInventory;
  route(id: string): LimitedRoute;
}

const slim = `<?php
use Illuminate\\Foundation\\Application;
return Application::configure(basePath: dirname(__DIR__))
    ->withRouting(web: __DIR__.'/../routes/web.php', api: __DIR__.'/../routes/api.php')
    ->create();
`;

const uses = `<?php
use Illuminate\\Support\\Facades\\Route;
`;

/** A Laravel 12 application with these lines in its route files and limiters. */
export async function limitedShop(
  {
    api = '',
    web = '',
    limiters = '',
    files = {},
  }: { api?: string; web?: string; limiters?: string; files?: Readonly<Record<string, string>> },
  declared: Partial<DeclaredFacts> = {},
): Promise<LimitedShop> {
  const source = mapSource(
    shopFiles({
      'bootstrap/app.php': slim,
      'routes/api.php': uses + api,
      'routes/web.php': uses + web,
      'app/Providers/AppServiceProvider.php': `<?php
namespace App\\Providers;
use Illuminate\\Cache\\RateLimiting\\Limit;
use Illuminate\\Http\\Request;
use Illuminate\\Support\\Facades\\RateLimiter;
class AppServiceProvider extends \\Illuminate\\Support\\ServiceProvider {
    public function boot(): void {
        ${limiters}
    }
}
`,
      '.env': 'APP_ENV=local\nCACHE_STORE=redis\n',
      ...files,
    }),
  );
  const context = await readRuleContext(source, '/shop', {
    environments: [],
    tracked: new Set<string>(),
    declared: { ...nothingDeclared, ...declared },
  });
  const surroundings = limitSurroundings(context);
  const inventory = limitInventory(context.code, surroundings);
  return {
    context,
    surroundings,
    inventory,
    route(id) {
      const found = inventory.routes.find((each) => each.id === id);
      if (found === undefined) throw new Error(`no ${id} among ${inventory.routes.map((each) => each.id).join(', ')}`);
      return found;
    },
  };
}
