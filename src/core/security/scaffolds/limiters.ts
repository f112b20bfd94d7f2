import { relativePath } from '../../base/path';
import type { TextEdit } from '../../base/text';
import { indentAt, inUnitsOf, lineEndOf } from '../../laravel/php/edit';
import { limiterDefinitions } from '../../code/limiters/limiterDefinitions';
import type { Route } from '../../code/routes/route';
import { throttleApiGroup } from './apiGroup';
import {
  type LimiterClasses,
  type LimiterFigures,
  type LimiterName,
  limiterStatement,
  usualFigures,
} from './limiterTexts';
import { addStatement, addToMethod, importAll } from './phpClass';
import { appProvider, type Provider, providerIn } from './providers';
import { throttleRoutes } from './routeThrottles';
import type { Scaffold, ScaffoldContext } from './scaffold';

/** Which limiters to define, and where they apply. */
export interface LimiterWishes {
  readonly define: readonly LimiterName[];
  readonly figures?: LimiterFigures;
  /** Chosen routes of the route table, each with the limiter that it gets. */
  readonly routes?: readonly { readonly limiter: LimiterName; readonly routes: readonly Route[] }[];
  /** Put `throttle:api` on the middleware group api. */
  readonly apiGroup?: boolean;
}

const classes = {
  limiter: 'Illuminate\\Support\\Facades\\RateLimiter',
  limit: 'Illuminate\\Cache\\RateLimiting\\Limit',
  request: 'Illuminate\\Http\\Request',
  str: 'Illuminate\\Support\\Str',
} as const;

/**
 * Named limiters in the provider that the application defines limiters in, and throttles on chosen routes. A limiter that is
 * there stays as it is, unless it is the one that Laravel's own skeleton came with.
 */
export function limiters(context: ScaffoldContext, wishes: LimiterWishes): Scaffold {
  const { root } = context;
  if ((context.project.version.major ?? 0) < 8)
    return { kind: 'refused', why: 'Named limiters came with Laravel 8; the installed version is older or not known.' };
  const defined = define(context, wishes.define, wishes.figures ?? usualFigures);
  if ('why' in defined) return { kind: 'refused', why: defined.why, text: defined.text };
  const applied = (wishes.routes ?? []).map(({ limiter, routes }) => throttleRoutes(context, routes, limiter));
  const group = wishes.apiGroup === true ? throttleApiGroup(context) : undefined;
  const changes = [
    ...(defined.edits.length === 0 ? [] : [{ file: defined.file, edits: defined.edits }]),
    ...applied.flatMap(({ edits }) => edits),
    ...(group === undefined || 'why' in group ? [] : [{ file: group.file, edits: group.edits }]),
  ];
  const refused = [
    ...applied.flatMap((each) => each.refused),
    ...(group !== undefined && 'why' in group && !group.there ? [group.why] : []),
  ];
  const remarks = [...defined.remarks, ...applied.flatMap((each) => each.remarks), ...refused];
  if (changes.length === 0) {
    return refused.length > 0
      ? { kind: 'refused', why: refused.join(' ') }
      : { kind: 'nothing', why: remarks[0] ?? 'Nothing was chosen.' };
  }
  return {
    kind: 'edits',
    edits: merged(changes),
    adds: [
      ...defined.names.map((name) => `${relativePath(root, defined.file)}: limiter ${name}`),
      ...applied.flatMap(({ adds }) => adds),
      ...(group === undefined || 'why' in group ? [] : [group.adds]),
    ],
    remarks,
  };
}

interface Defined {
  readonly file: string;
  readonly edits: readonly TextEdit[];
  readonly names: readonly LimiterName[];
  readonly remarks: readonly string[];
}

function define(
  context: ScaffoldContext,
  wanted: readonly LimiterName[],
  figures: LimiterFigures,
): Defined | { readonly why: string; readonly text: string } {
  const there = limiterDefinitions(context.code).definitions;
  const remarks: string[] = [];
  const missing: LimiterName[] = [];
  const stock: { readonly name: LimiterName; readonly file: string; readonly range: TextEdit['range'] }[] = [];
  for (const name of wanted) {
    const found = there.find((each) => each.name === name);
    if (found === undefined) missing.push(name);
    else if (isStock(context, found.location)) stock.push({ name, ...found.location });
    else remarks.push(`The limiter ${name} is defined in ${relativePath(context.root, found.location.file)} already.`);
  }
  const names = [...stock.map(({ name }) => name), ...missing];
  if (names.length === 0) return { file: '', edits: [], names, remarks };
  const provider = stock[0] === undefined ? providerFor(context, there) : providerIn(context, stock[0].file);
  const absolute: LimiterClasses = {
    limiter: `\\${classes.limiter}`,
    limit: `\\${classes.limit}`,
    request: `\\${classes.request}`,
    str: `\\${classes.str}`,
  };
  const byHand = names.map((name) => `${limiterStatement(context, name, absolute, figures)}\n`).join('\n');
  const refuse = (why: string) => ({ why, text: byHand });
  if (provider === undefined || stock.some(({ file }) => file !== provider.file))
    return refuse('There is no service provider that can be edited for certain.');
  const { text } = provider.parsed;
  const used = Object.values(classes).filter((each) => each !== classes.str || names.includes('login'));
  const { nameOf, edits: uses } = importAll(text, used);
  const called: LimiterClasses = {
    limiter: nameOf(classes.limiter),
    limit: nameOf(classes.limit),
    request: nameOf(classes.request),
    str: nameOf(classes.str),
  };
  const write = (name: LimiterName): string => limiterStatement(context, name, called, figures);
  const replaced = stock.map(({ name, range }) => {
    remarks.push(`Laravel's own limiter ${name} (60 a minute) is replaced.`);
    return { range, newText: reindented(text, range.start, write(name).replace(/;$/, '')) };
  });
  const added = missing.length === 0 ? undefined : addTo(provider, missing.map(write).join('\n\n'), there);
  if (missing.length > 0 && added === undefined) return refuse('boot() of the provider cannot be edited for certain.');
  return {
    file: provider.file,
    edits: [...uses, ...replaced, ...(added === undefined ? [] : [added])],
    names,
    remarks,
  };
}

type Definitions = ReturnType<typeof limiterDefinitions>['definitions'];

/** Where the application defines limiters already, else AppServiceProvider. */
function providerFor(context: ScaffoldContext, there: Definitions): Provider | undefined {
  for (const { location } of there) {
    const provider = providerIn(context, location.file);
    if (provider?.parsed.declaration.name.endsWith('Provider') === true) return provider;
  }
  return appProvider(context);
}

function addTo({ file, parsed }: Provider, statement: string, there: Definitions): TextEdit | undefined {
  const holding = parsed.declaration.methods.find(({ range }) =>
    there.some(
      ({ location }) => location.file === file && location.range.start > range.start && location.range.end < range.end,
    ),
  );
  return holding === undefined ? addToMethod(parsed, 'boot', statement) : addStatement(parsed.text, holding, statement);
}

/** The limiter `api` as Laravel 8 to 10 ship it, without white space. */
const skeleton =
  /^RateLimiter::for\('api',function\(Request\$request\)\{returnLimit::perMinute\(60\)(?:->by\((?:optional\(\$request->user\(\)\)->id|\$request->user\(\)\?->id)\?:\$request->ip\(\)\))?;\}\)$/;

function isStock({ textOf }: ScaffoldContext, { file, range }: { file: string; range: TextEdit['range'] }): boolean {
  return skeleton.test((textOf(file) ?? '').slice(range.start, range.end).replace(/\s+/g, ''));
}

function reindented(text: string, offset: number, statement: string): string {
  const indent = indentAt(text, offset);
  const [first = '', ...others] = inUnitsOf(text, statement.split('\n'));
  return [first, ...others.map((line) => (line === '' ? '' : indent + line))].join(lineEndOf(text));
}

/** The edits of one file in one place: routes of several limiters may stand in the same file. */
function merged(changes: readonly { readonly file: string; readonly edits: readonly TextEdit[] }[]) {
  const byFile = new Map<string, readonly TextEdit[]>();
  for (const { file, edits } of changes) byFile.set(file, [...(byFile.get(file) ?? []), ...edits]);
  return [...byFile].map(([file, edits]) => ({ file, edits }));
}
