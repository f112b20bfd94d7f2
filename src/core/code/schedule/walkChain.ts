import type { Expression } from '../../laravel/php/syntax';
import { closureCommand } from './artisanCalls';
import { type Chain, type Link, isScheduleFacade, isScheduleFromContainer, scheduleClass } from './chain';
import { isTaskMethod } from './frequencies';
import type { CollectedTask } from './scheduleFacts';
import { type Found, lineOf, type Scope, type Walk } from './scope';
import type { TaskCall } from './task';
import { taskOf } from './taskOf';
import { type Words, callArguments, firstWord, wordsOf } from './words';

/** Methods of the schedule itself that add no task. */
const harmless = new Set(['usecache', 'events', 'dueevents', 'macro', 'mixin', 'hasmacro', 'eventsforenvironments']);

const deepest = 12;

/** True when the chain belongs to the schedule and nothing else is to be looked for in it. */
export function walkChain(chain: Chain, scope: Scope, found: Found, walk: Walk): boolean {
  const { root, links } = chain;
  const [first] = links;
  if (first === undefined) return false;
  const variable = typeof root !== 'string' && root.kind === 'variable' ? root.name : undefined;
  const isSchedule =
    (typeof root === 'string' && isScheduleFacade(root)) ||
    (typeof variable === 'string' && scope.schedules.has(variable)) ||
    (typeof root !== 'string' && isScheduleFromContainer(root));
  if (isSchedule) {
    walkScheduleChain(links, scope, found, walk);
    return true;
  }
  // `$this->app->make(Schedule::class)->command('x')` is one chain from $this on.
  const made = links.findIndex(
    ({ arguments: args }, index) => index < links.length - 1 && args.some((each) => isScheduleName(each.value)),
  );
  if (made >= 0 && isMake(links[made])) {
    walkScheduleChain(links.slice(made + 1), scope, found, walk);
    return true;
  }
  if (typeof variable === 'string' && scope.held.has(variable)) {
    continueTask(variable, links, scope, found);
    return true;
  }
  if (walkClosureCommand(chain, scope, found)) return true;
  if (typeof root === 'string' && /(?:^|\\)Schedule$/.test(root) && isAdding(first)) {
    if (!found.ownSchedule) {
      found.gaps.push(
        `${lineOf(scope, first.range.start)} schedules through ${root}, a class of the application's own.`,
      );
    }
    found.ownSchedule = true;
    return true;
  }
  handOn(chain, scope, found, walk);
  return false;
}

function isScheduleName(value: Expression): boolean {
  return value.kind === 'classConstant' && value.className === scheduleClass && value.name === 'class';
}

function isMake(link: Link | undefined): boolean {
  return typeof link?.method === 'string' && /^(?:make|get|resolve)$/.test(link.method);
}

function isAdding({ method }: Link): boolean {
  return typeof method === 'string' && /^(?:command|job|call|exec)$/i.test(method);
}

function walkScheduleChain(links: readonly Link[], scope: Scope, found: Found, walk: Walk): void {
  const adding = links.findIndex(isAdding);
  const before = adding < 0 ? links : links.slice(0, adding);
  const grouping = before.findIndex(({ method }) => method === 'group');
  if (grouping >= 0) {
    const group = [...scope.group, ...taskCalls(before.slice(0, grouping), scope)];
    const [content] = before[grouping]?.arguments ?? [];
    if (content?.value.kind === 'closure') {
      const [parameter] = content.value.declaration.parameters;
      const schedules = new Set(scope.schedules);
      if (parameter !== undefined) schedules.add(parameter.name);
      walk(content.value.declaration.body, { ...scope, schedules, group }, found);
      return;
    }
  }
  const link = links[adding];
  if (link === undefined) {
    const [first] = links;
    const unknown = links.find(({ method }) => typeof method !== 'string' || !isHarmless(method));
    if (first !== undefined && unknown !== undefined) {
      const name = typeof unknown.method === 'string' ? `${unknown.method}()` : 'a method';
      found.gaps.push(`${lineOf(scope, first.range.start)} calls ${name} on the schedule, which may add tasks.`);
    }
    return;
  }
  const calls = [...scope.group, ...taskCalls(before, scope), ...taskCalls(links.slice(adding + 1), scope)];
  const whole = links.at(-1)?.whole ?? link.whole;
  addTask(taskOf(link, calls, whole, scope), scope, found);
}

function isHarmless(method: string): boolean {
  return harmless.has(method.toLowerCase()) || isTaskMethod(method);
}

function addTask(task: CollectedTask, scope: Scope, found: Found): void {
  if (task.name === undefined && task.kind !== 'call') {
    const what = { command: 'a command', job: 'a job', exec: 'a program' }[task.kind];
    found.gaps.push(`${lineOf(scope, task.location.range.start)} schedules ${what} that is decided while PHP runs.`);
  }
  found.tasks.push(task);
}

/** `$task = $schedule->command('x'); $task->daily();` */
function continueTask(variable: string, links: readonly Link[], scope: Scope, found: Found): void {
  const held = scope.held.get(variable);
  const task = held === undefined ? undefined : found.tasks[held.index];
  if (held === undefined || task === undefined) return;
  const uncertain = task.cronUncertain || scope.branch !== held.branch;
  found.tasks[held.index] = {
    ...task,
    calls: [...task.calls, ...taskCalls(links, scope)],
    cronUncertain: uncertain,
  };
}

/** `Artisan::command('x', …)->daily()`: since Laravel 11 a closure command schedules itself. */
function walkClosureCommand({ root, links }: Chain, scope: Scope, found: Found): boolean {
  const [first, ...rest] = links;
  if (first === undefined || typeof root !== 'string') return false;
  const call: Expression = {
    kind: 'staticCall',
    className: root,
    method: first.method,
    nameRange: first.range,
    arguments: first.arguments,
    range: first.whole,
  };
  const written = closureCommand(call);
  if (written === undefined) return false;
  const scheduling = rest.filter(
    ({ method }) =>
      typeof method !== 'string' || !/^(?:purpose|describe|setDescription|setAliases|setHidden)$/i.test(method),
  );
  const [start] = scheduling;
  if (start === undefined) return true;
  const name = firstWord(wordsOf(written.signature, scope.file.path, scope.texts));
  const whole = rest.at(-1)?.whole ?? first.whole;
  const explicit = start.method === 'schedule';
  const parameters = explicit ? start.arguments : [];
  const link: Link = { ...first, method: 'command', arguments: [...first.arguments.slice(0, 1), ...parameters] };
  const calls = [...scope.group, ...taskCalls(explicit ? scheduling.slice(1) : scheduling, scope)];
  const task = taskOf(link, calls, whole, scope);
  const what = parameters.length === 0 ? name : task.what;
  const { what: _what, name: _name, ...others } = task;
  addTask(
    { ...others, ...(name === undefined ? {} : { name }), ...(what === undefined ? {} : { what }) },
    scope,
    found,
  );
  return true;
}

/** A method that is given the schedule: followed in this class, else a gap. */
function handOn({ root, links }: Chain, scope: Scope, found: Found, walk: Walk): void {
  for (const { method, arguments: args, range } of links) {
    const index = args.findIndex(
      ({ value }) => value.kind === 'variable' && typeof value.name === 'string' && scope.schedules.has(value.name),
    );
    if (index < 0) continue;
    if (root === 'parent' && method === 'schedule') {
      found.callsParent = true;
      continue;
    }
    const own =
      root === 'self' ||
      root === 'static' ||
      (typeof root !== 'string' && root.kind === 'variable' && root.name === 'this');
    const target = own ? scope.declaration?.methods.find(({ name }) => name === method) : undefined;
    if (target === undefined || scope.depth >= deepest) {
      const called = typeof method === 'string' ? `${method}()` : 'a method';
      found.gaps.push(`${lineOf(scope, range.start)} hands the schedule to ${called}, which is not followed.`);
      continue;
    }
    found.followed.add(target.name);
    const texts = new Map<string, Words>();
    const schedules = new Set<string>();
    for (const [position, parameter] of target.parameters.entries()) {
      const given = args[position];
      if (position === index) schedules.add(parameter.name);
      else if (given !== undefined) texts.set(parameter.name, wordsOf(given.value, scope.file.path, scope.texts));
    }
    const inside = { ...scope, schedules, texts, held: new Map(), depth: scope.depth + 1 };
    walk(target.body, inside, found);
  }
}

function taskCalls(links: readonly Link[], scope: Scope): readonly TaskCall[] {
  return links.map(({ method, arguments: args, range }) => ({
    // A method that is named by a variable: one that no table knows, when it is not certain.
    method: typeof method === 'string' ? method : (wordsOf(method, scope.file.path, scope.texts).text ?? '?'),
    arguments: callArguments(args, scope.file.path, scope.texts),
    location: { file: scope.file.path, range },
  }));
}
