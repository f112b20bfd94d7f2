import { asString } from '../../laravel/value';
import type { Code } from '../../code/collector';
import type { SqlFact } from '../../code/queries/queryFact';
import type { Catalog } from '../catalog/table';
import type { StatementDigest, StatementLocation } from '../digest';
import { sqlComments } from '../sql/comments';
import { fingerprint } from '../sql/fingerprint';
import type { CallSite } from './callSite';
import { type ColumnFinder, columnFinder, fit } from './compare';
import { type Features, featuresOf } from './features';
import { frameworkOwn } from './frameworkOwn';
import { type SentQueries, sentQueries } from './sentQueries';
import type { Shape } from './shape';

/** Where a statement comes from. */
export interface CallSites {
  /** Places of the application, the most certain first; at most ten. */
  readonly places: readonly CallSite[];
  /** Places that were found, those beyond the ten included. */
  readonly found: number;
  /** What of the framework sends it, for people: "the database queue". No place of the application then. */
  readonly framework?: string;
}

/** Most places that are told. */
const most = 10;

const recorders: Readonly<Record<StatementLocation['by'], string>> = {
  comment: 'Named in a comment of the statement',
  pulse: 'Recorded by Laravel Pulse',
  telescope: 'Recorded by Laravel Telescope',
};

/**
 * Places of the application that may send a statement: those that something recorded, strings with the same statement, and
 * calls of the query builder and of Eloquent that make it. Rather none than a wrong one: where places are likely, those that are
 * only possible are left out.
 *
 * @param catalog the tables that the statement is about; where it does not know one of them, no call is compared
 */
export function findCallSites(
  code: Code,
  statement: Pick<StatementDigest, 'text' | 'locations'>,
  catalog: Catalog,
): CallSites {
  const sent = sentQueries(code);
  const certain = [...recordedPlaces(statement), ...writtenPlaces(sent, statement.text)];
  const features = featuresOf(statement.text, catalog);
  const prefix = prefixOf(code);
  const framework = features === undefined ? undefined : frameworkOwn(features, code, prefix);
  const made = features === undefined ? [] : madePlaces(sent, features, finderOf(catalog), prefix);
  if (framework !== undefined && certain.length === 0 && made.length === 0) return { places: [], found: 0, framework };
  const places = unique([...certain, ...made]);
  return { places: places.slice(0, most), found: places.length };
}

const finders = new WeakMap<Catalog, ColumnFinder>();

function finderOf(catalog: Catalog): ColumnFinder {
  const known = finders.get(catalog) ?? columnFinder(catalog);
  finders.set(catalog, known);
  return known;
}

/** Of the default connection's tables. */
function prefixOf({ project }: Code): string {
  const connection = asString(project.config.get('database.default'));
  const prefix =
    connection === undefined ? undefined : asString(project.config.get(`database.connections.${connection}.prefix`));
  return (prefix ?? '').toLowerCase();
}

function recordedPlaces({ text, locations = [] }: Pick<StatementDigest, 'text' | 'locations'>): readonly CallSite[] {
  const recorded = locations.map(({ file, line, by, calls }) =>
    recordedPlace(
      file,
      line,
      `${recorders[by]}${calls === undefined ? '' : `, ${calls} ${calls === 1 ? 'call' : 'calls'}`}.`,
    ),
  );
  const named = sqlComments(text).flatMap(({ location }) =>
    // An absolute path is another machine's: where it is here is not known.
    location === undefined || /^(?:[\\/]|[A-Za-z]:)/.test(location.file)
      ? []
      : [recordedPlace(location.file.replaceAll('\\', '/'), location.line, `${recorders.comment}.`)],
  );
  return [...recorded, ...named];
}

const recordedPlace = (file: string, line: number, why: string): CallSite => ({
  file,
  line,
  range: { start: 0, end: 0 },
  confidence: 'certain',
  why,
});

function writtenPlaces({ bySql }: SentQueries, text: string): readonly CallSite[] {
  const facts: readonly SqlFact[] = bySql.get(fingerprint(text).id) ?? [];
  return facts.map(({ place, filled }) => ({
    ...place,
    confidence: filled ? 'likely' : 'certain',
    why: filled ? 'The string is this statement, but for what is put into it.' : 'The string is this statement.',
  }));
}

function madePlaces(
  { byTable, lazyLoading }: SentQueries,
  features: Features,
  finder: ColumnFinder,
  prefix: string,
): readonly CallSite[] {
  const table = features.table.startsWith(prefix) ? features.table.slice(prefix.length) : features.table;
  const fits = (byTable.get(table) ?? []).flatMap((shape) => {
    const found = fit(features, shape, finder, prefix);
    if (found === undefined) return [];
    const likely = found.whole && isTelling(features, shape);
    // Of what is not understood, something has to be the statement's own.
    if (!likely && found.conditions === 0 && shape.verb !== 'insert') return [];
    if (!likely && shape.verb === 'insert' && shape.writes === undefined) return [];
    return [{ shape, likely, conditions: found.conditions }];
  });
  const likely = fits.filter((each) => each.likely);
  const chosen = likely.length > 0 ? likely : fits;
  return chosen
    .sort((a, b) => b.conditions - a.conditions || rank(a.shape) - rank(b.shape))
    .map(({ shape, likely: isLikely }) => ({
      ...shape.place,
      confidence: isLikely ? 'likely' : 'possible',
      why: [whyOf(shape, isLikely), repeatOf(shape, lazyLoading)].join(''),
    }));
}

/** Without a condition, whatever is handed on would fit. */
function isTelling({ conditions, tables, group }: Features, { open, guessed }: Shape): boolean {
  return (!open && !guessed) || conditions.length > 0 || tables.size > 1 || group.length > 0;
}

/** Places that send it again and again come first; those where a relation is only defined, or a class was guessed, last. */
function rank({ defines, guessed, open, each, inLoop }: Shape): number {
  return (
    (each === undefined ? (inLoop ? -1 : 0) : -2) + (defines === true ? 4 : 0) + (guessed ? 2 : 0) + (open ? 1 : 0)
  );
}

function whyOf({ relation, defines, guessed, open, table, what }: Shape, likely: boolean): string {
  const sure = guessed ? ', if the variable holds what its name says' : '';
  const [, model = ''] = /([^\\]*)$/.exec(relation?.model ?? '') ?? [];
  if (relation !== undefined && defines === true)
    return relation.how === 'lazy'
      ? `The relation ${model}::${relation.name} sends this when it is read of one ${model} at a time.`
      : `The relation ${model}::${relation.name} sends this when it is read with several ${model} objects at once.`;
  if (relation !== undefined && relation.how === 'eager')
    return `Reads the relation ${model}::${relation.name} with what it loads${sure}.`;
  if (!likely) return `Reads ${table} by some of the same columns; the rest of the call is not understood${sure}.`;
  if (relation !== undefined) return `Reads the relation ${model}::${relation.name}${sure}.`;
  if (open) return `Makes this query, which is sent elsewhere${sure}.`;
  return `${what === '' ? 'The call' : `${what}()`} reads ${table} by the same columns${sure}.`;
}

/** What makes one statement many: a relation that is read of one after the other, a query in a loop. */
function repeatOf(
  { each, cursor, inLoop, relation, verb, open }: Shape,
  lazyLoading: SentQueries['lazyLoading'],
): string {
  if (each !== undefined && lazyLoading !== 'automatic') {
    const prevented = lazyLoading === 'prevented' ? ' The application prevents lazy loading where it is told to.' : '';
    return ` It is read of one after the other: N+1, which ->with('${each}') in the query of the loop makes one${cursor === true ? ', with lazy() in place of cursor()' : ''}.${prevented}`;
  }
  return inLoop && verb === 'select' && !open && relation?.how !== 'eager' ? ' It stands in a loop.' : '';
}

/** One for each line: the most certain. */
function unique(places: readonly CallSite[]): readonly CallSite[] {
  const seen = new Map<string, CallSite>();
  for (const place of places) {
    const key = `${place.file}:${place.line}`;
    if (!seen.has(key)) seen.set(key, place);
  }
  return [...seen.values()];
}
