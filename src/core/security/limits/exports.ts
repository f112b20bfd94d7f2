import { csvTable } from '../../base/csv';
import { relativePath } from '../../base/path';
import type { Location } from '../../finding';
import { displayLine } from '../display';
import type { LimitedRoute, LimitInventory } from './limitedRoute';
import { limiterWords, routeTitle, routeWords } from './limitWords';
import { limitGroups } from './tree';

/** What an export needs to name places. */
export interface Placing {
  readonly root: string;
  readonly textOf: (file: string) => string | undefined;
}

/** The inventory as CSV, one route a row: RFC 4180, no cell is a formula. */
export function limitsCsv({ routes }: LimitInventory, placing: Placing): string {
  const head = [
    'group',
    'methods',
    'uri',
    'domain',
    'name',
    'action',
    'limiters',
    'store',
    'driver',
    'shared',
    'proxies',
    'login',
    'why',
    'source',
    'file',
    'line',
  ];
  const placeOf = placeIn(placing);
  return csvTable(
    head,
    routes.map((route) => {
      const { group, methods, uri, domain, name, action, limiters, store, proxy, login, why, source } = route;
      const place = placeOf(route.location);
      return [
        group,
        methods.join('|'),
        uri === undefined ? null : `/${uri === '/' ? '' : uri}`,
        domain ?? null,
        name ?? null,
        action,
        limiters.map(limiterWords).join(' + '),
        store.name ?? null,
        store.driver ?? null,
        store.sharing,
        proxy.state,
        login.join(' '),
        why,
        source,
        place?.file ?? null,
        place?.line ?? null,
      ];
    }),
  );
}

/** The inventory as Markdown: a table for each group. Nothing that the application says is markup. */
export function limitsMarkdown(inventory: LimitInventory, placing: Placing, title = 'Rate limits'): string {
  const { routes, source, environment, gaps } = inventory;
  const placeOf = placeIn(placing);
  const parts = limitGroups.flatMap(({ group, label }) => {
    const own = routes.filter((route) => route.group === group);
    if (own.length === 0) return [];
    const rows = own.map((route) =>
      row([routeTitle(route), limitCell(route), route.why, placeCell(placeOf(route.location))]),
    );
    return [
      `## ${label} (${own.length})`,
      '',
      row(['Route', 'Limit', 'Why', 'Where']),
      '| --- | --- | --- | --- |',
      ...rows,
      '',
    ];
  });
  const from =
    source === 'artisan'
      ? 'Routes as artisan route:list tells them'
      : 'Routes as the code registers them; those of packages are not among them';
  return [
    `# ${escaped(title)}`,
    '',
    `${from}. Stores and proxies as in ${escaped(environment)}.`,
    '',
    ...gaps.flatMap((gap) => [`- ${escaped(gap)}`]),
    ...(gaps.length === 0 ? [] : ['']),
    ...parts,
  ].join('\n');
}

function limitCell(route: LimitedRoute): string {
  const { proxy, limiters } = route;
  if (limiters.length === 0) return 'none';
  const troubled = proxy.state === 'forgeable' || proxy.state === 'shared';
  return troubled ? `${routeWords(route)} (${proxy.why})` : routeWords(route);
}

interface Place {
  readonly file: string;
  /** From 1; absent when the file's text is not at hand. */
  readonly line?: number;
}

/** File and line of a place. */
function placeIn({ root, textOf }: Placing): (location: Location | undefined) => Place | undefined {
  const files = new Map<string, readonly number[] | undefined>();
  const startsOf = (file: string): readonly number[] | undefined => {
    if (!files.has(file)) files.set(file, lineStarts(textOf(file)));
    return files.get(file);
  };
  return (location) => {
    if (location === undefined) return undefined;
    const file = relativePath(root, location.file);
    const starts = startsOf(location.file);
    return starts === undefined ? { file } : { file, line: lineOf(starts, location.range.start) };
  };
}

function lineStarts(text: string | undefined): readonly number[] | undefined {
  if (text === undefined) return undefined;
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The line, from 1, that an offset is in. */
function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

function placeCell(place: Place | undefined): string {
  if (place === undefined) return '';
  return place.line === undefined ? place.file : `${place.file}:${place.line}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(escaped).join(' | ')} |`;
}

/** One line in which nothing is markup, a link or HTML (CommonMark 2.4, GitHub's tables and autolinks). */
function escaped(text: string): string {
  return displayLine(text, 500)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]{}()#+!|~>]/g, '\\$&')
    .replace(/:\/\//g, ':\\//')
    .replace(/@/g, '&#64;')
    .replace(/www\./gi, (found) => `${found.slice(0, 3)}&#46;`);
}
