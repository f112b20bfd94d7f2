import { limitSurroundings } from '../../core/assessment/limitSurroundings';
import { exactInventory } from '../../core/security/limits/exactInventory';
import { limitsCsv, limitsMarkdown } from '../../core/security/limits/exports';
import { limitInventory } from '../../core/security/limits/inventory';
import type { LimitInventory } from '../../core/security/limits/limitedRoute';
import { routeListOf } from '../../node/routeList';
import type { App } from '../app';

type Listed = Awaited<ReturnType<typeof routeListOf>>;

/** What artisan listed, where somebody asked for it; forgotten when the application's files change. */
const listed = new WeakMap<App, { readonly code: unknown; readonly routes: Listed }>();

/** Every route with its limits: as artisan listed them where somebody asked for that, else as the code registers them. */
export async function inventoryOf(app: App, signal: AbortSignal): Promise<LimitInventory> {
  const { context, surroundings } = await surroundingsOf(app, signal);
  const known = listed.get(app);
  return known?.code === context.code
    ? exactInventory(context.code, known.routes, surroundings)
    : limitInventory(context.code, surroundings);
}

/**
 * Asks the application itself for its routes (`php artisan route:list --json`): its code runs, so only when a person wants it.
 *
 * @throws what `routeListOf` throws
 */
export async function readRoutes(app: App, signal: AbortSignal): Promise<LimitInventory> {
  const { context, surroundings } = await surroundingsOf(app, signal);
  const routes = await routeListOf(app.root, signal);
  listed.set(app, { code: context.code, routes });
  return exactInventory(context.code, routes, surroundings);
}

async function surroundingsOf(app: App, signal: AbortSignal) {
  const context = await app.ruleContext(signal);
  const { environment } = await app.current(signal);
  const used = context.environments.find(({ id }) => id === environment.id);
  return { context, surroundings: limitSurroundings(context, used) };
}

/** The inventory as a table, for a spreadsheet or a document. */
export async function exportedLimits(app: App, format: 'csv' | 'md', signal: AbortSignal): Promise<string> {
  const inventory = await inventoryOf(app, signal);
  const { textOf } = await app.ruleContext(signal);
  const placing = { root: app.root, textOf };
  return format === 'csv'
    ? limitsCsv(inventory, placing)
    : limitsMarkdown(inventory, placing, `Rate limits of ${app.name}`);
}
