import type { Location } from '../../finding';
import type { ClassDeclaration, Expression, FunctionLike, Statement } from '../../laravel/php/syntax';
import { expressionsIn } from '../../laravel/php/walk';
import type { Collector, ParsedFile } from '../collector';
import { constantText } from '../constantValue';
import { chainOf, scheduleClass } from './chain';
import { insertionAtEnd, insertionInBody } from './insertion';
import type { CollectedTasks, ConsoleBoot, ScheduleFact } from './scheduleFacts';
import { type Found, nothingFound, type Scope } from './scope';
import { walkStatements } from './walkSchedule';

/** Everything in PHP files that adds tasks to the schedule, or says which of it Laravel loads. */
export const scheduleCollector: Collector<ScheduleFact> = {
  id: 'schedule',
  wants: ({ relative, text }) =>
    relative === 'bootstrap/app.php' ||
    relative === 'routes/console.php' ||
    /Scheduling\\(?:Schedule\b|\{)|Facades\\(?:Schedule\b|\{[^}]*\bSchedule\b)|\bSchedule::(?:command|job|exec|call)\b|Artisan::command/.test(
      text,
    ),
  collect: (file) => {
    const facts: ScheduleFact[] = [];
    if (file.relative === 'bootstrap/app.php') facts.push(bootOf(file));
    const own = collectFile(file, facts);
    if (own) facts.push({ fact: 'ownSchedule', file: file.path });
    return facts;
  },
};

/** True when a class named Schedule that is not the framework's is used in the file. */
function collectFile(file: ParsedFile, facts: ScheduleFact[]): boolean {
  const { classes, statements } = takenApart(file.program.body);
  let own = false;
  const add = (
    place: CollectedTasks['place'],
    location: Location,
    found: Found,
    others: Partial<CollectedTasks>,
  ): void => {
    own ||= found.ownSchedule;
    const { tasks, gaps, callsParent } = found;
    // Statements of a file are a place for more tasks even when there are none yet.
    const isPlace = place === 'kernel' || others.insertion !== undefined;
    if (!isPlace && tasks.length === 0 && gaps.length === 0) return;
    facts.push({
      fact: 'tasks',
      place,
      file: file.path,
      relative: file.relative,
      callsParent,
      location,
      tasks,
      gaps,
      ...others,
    });
  };
  for (const declaration of classes) collectClass(declaration, file, add);
  const found = nothingFound();
  walkStatements(statements, scopeOf(file), found);
  const place = file.relative === 'bootstrap/app.php' ? 'bootstrap' : 'console';
  const insertion = place === 'bootstrap' ? insertionOfWithSchedule(file) : insertionAtEnd(file, statements);
  const usable =
    insertion !== undefined &&
    (place === 'bootstrap' || file.relative === 'routes/console.php' || found.tasks.length > 0);
  add(place, { file: file.path, range: { start: 0, end: 0 } }, found, usable ? { insertion } : {});
  return own;
}

type Add = (place: CollectedTasks['place'], location: Location, found: Found, others: Partial<CollectedTasks>) => void;

function collectClass(declaration: ClassDeclaration, file: ParsedFile, add: Add): void {
  const { name, methods } = declaration;
  const base = declaration.extends;
  const named = { className: name, ...(base === undefined ? {} : { extends: base }) };
  const kernelMethod =
    base?.endsWith('Kernel') === true ? methods.find((method) => method.name === 'schedule') : undefined;
  const followed = new Set<string>();
  if (kernelMethod !== undefined) {
    const found = nothingFound();
    const [parameter] = kernelMethod.parameters;
    const scope = scopeOf(file, declaration, parameter === undefined ? [] : [parameter.name]);
    walkStatements(kernelMethod.body, scope, found);
    const insertion = parameter === undefined ? undefined : insertionInBody(file, kernelMethod, `$${parameter.name}->`);
    const others = insertion === undefined ? named : { ...named, insertion };
    add('kernel', { file: file.path, range: declaration.nameRange }, found, others);
    for (const each of [...found.followed, 'schedule']) followed.add(each);
  }
  const isProvider = base?.endsWith('ServiceProvider') === true;
  for (const method of methods) {
    if (followed.has(method.name)) continue;
    const found = nothingFound();
    const given = method.parameters.filter(({ type }) => type === scheduleClass).map((each) => each.name);
    const started = isProvider && (method.name === 'boot' || method.name === 'register');
    const scope = { ...scopeOf(file, declaration, given), conditional: !started };
    walkStatements(method.body, scope, found);
    add(isProvider ? 'provider' : 'helper', { file: file.path, range: method.range }, found, named);
  }
}

function scopeOf(file: ParsedFile, declaration?: ClassDeclaration, schedules: readonly string[] = []): Scope {
  return {
    file,
    ...(declaration === undefined ? {} : { declaration }),
    schedules: new Set(schedules),
    texts: new Map(),
    held: new Map(),
    conditional: false,
    branch: 0,
    group: [],
    depth: 0,
  };
}

function takenApart(body: readonly Statement[]): { classes: ClassDeclaration[]; statements: Statement[] } {
  const classes = body.flatMap((each) => (each.kind === 'class' ? [each.declaration] : []));
  const statements = body.filter(({ kind }) => kind !== 'class' && kind !== 'function' && kind !== 'nothing');
  return { classes, statements };
}

function bootOf({ program }: ParsedFile): ConsoleBoot {
  let kernel: string | undefined;
  let loadsCommands = false;
  for (const expression of expressionsIn(program)) {
    if (expression.kind !== 'methodCall' || typeof expression.method !== 'string') continue;
    const { method, arguments: args } = expression;
    if (method === 'withCommands') loadsCommands = true;
    if (
      method === 'withRouting' &&
      args.some(({ name, spread }, index) => spread || name === 'commands' || (name === undefined && index === 3))
    ) {
      loadsCommands = true;
    }
    if (!/^(?:singleton|bind|scoped|singletonIf|instance)$/.test(method)) continue;
    const [contract, bound] = args.map(({ value }) => boundClass(value));
    if (contract === 'Illuminate\\Contracts\\Console\\Kernel' && bound !== undefined) kernel = bound;
  }
  return { fact: 'boot', loadsCommands, ...(kernel === undefined ? {} : { kernel }) };
}

function boundClass(value: Expression): string | undefined {
  if (value.kind === 'new' && typeof value.className === 'string') return value.className;
  return constantText(value, '')?.replace(/^\\/, '');
}

/** Inside `->withSchedule(function (Schedule $schedule) { … })`. */
function insertionOfWithSchedule(file: ParsedFile): CollectedTasks['insertion'] {
  for (const expression of expressionsIn(file.program)) {
    const link = chainOf(expression)?.links.at(-1);
    if (link?.method !== 'withSchedule') continue;
    const given = link.arguments[0]?.value;
    const declaration: FunctionLike | undefined = given?.kind === 'closure' ? given.declaration : undefined;
    const parameter = declaration?.parameters[0];
    if (declaration === undefined || parameter === undefined) return undefined;
    return insertionInBody(file, declaration, `$${parameter.name}->`);
  }
  return undefined;
}
