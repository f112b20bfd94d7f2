import type { TextRange } from '../../core/base/text';
import { joinPath } from '../../core/base/path';
import type { CallSite } from '../../core/queries/callSites/callSite';
import { type CallSites, findCallSites } from '../../core/queries/callSites/findCallSites';
import type { Catalog } from '../../core/queries/catalog/table';
import type { StatementDigest } from '../../core/queries/digest';
import type { ExplainContent } from '../../protocol/views/explain';
import type { App } from '../app';
import { liveDatabaseOf } from '../backups/operation';
import type { Workspace } from '../workspace';
import { catalogOf } from './facts';
import { findStatement } from './findStatement';

/** A place of the application that may send a statement, ready to be opened. */
export interface CodePlace {
  /** Absolute path. */
  readonly file: string;
  readonly range: TextRange;
  /** "app/Http/Controllers/OrderController.php:42" */
  readonly place: string;
  readonly words: string;
  readonly why: string;
}

/** Where the application may send a statement of the list from. */
export async function findInCode(
  workspace: Workspace,
  app: App,
  digest: string,
  signal: AbortSignal,
): Promise<readonly CodePlace[]> {
  const known = await workspace.queries.of(app, signal);
  const { statement, catalog } = await app.withSql(signal, async (client, used) => ({
    statement: await findStatement(workspace, app, { client, used, id: digest }, signal),
    catalog: await catalogOf(known, client, liveDatabaseOf(used), signal),
  }));
  const { places } = await callSitesOf(app, statement, catalog, signal);
  return places.map((site) => ({
    file: joinPath(app.root, site.file),
    range: site.range,
    place: placeOf(site),
    words: site.confidence,
    why: site.why,
  }));
}

/** The same for the page of a statement. */
export async function placesOf(
  app: App,
  statement: StatementDigest,
  catalog: Catalog,
  signal: AbortSignal,
): Promise<NonNullable<ExplainContent['code']>> {
  const { places, found, framework } = await callSitesOf(app, statement, catalog, signal);
  if (places.length === 0)
    return {
      state: {
        kind: 'empty',
        message:
          framework === undefined
            ? 'No place in the code could be told to send this statement.'
            : `The framework's own: ${framework}.`,
      },
      places: [],
    };
  const more = found - places.length;
  return {
    state: more > 0 ? { kind: 'ready', message: `${more} more places may send it.` } : { kind: 'ready' },
    places: places.map((site) => ({
      place: placeOf(site),
      confidence: site.confidence,
      why: site.why,
      ...(site.excerpt === undefined ? {} : { excerpt: site.excerpt }),
    })),
  };
}

/** Places of the application that may send a statement, the most certain first. */
export async function callSitesOf(
  app: App,
  statement: StatementDigest,
  catalog: Catalog,
  signal: AbortSignal,
): Promise<CallSites> {
  const { code } = await app.ruleContext(signal);
  return findCallSites(code, statement, catalog);
}

function placeOf({ file, line }: CallSite): string {
  return `${file}:${line}`;
}
