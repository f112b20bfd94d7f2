import { once } from '../../base/memo';
import type { Code } from '../collector';
import { type Runner, commandName, runnerCollector } from './artisanCalls';
import { schedule } from './schedule';
import type { ArtisanCall, ScheduledTask } from './task';

/** A task that ends up running an Artisan command. */
export interface RunningTask {
  readonly task: ScheduledTask;
  /** The command with its arguments, "backup:run --only-db"; undefined when they are not certain. */
  readonly line?: string;
  /** Whether the task is the command itself, not one of the application's own around it. */
  readonly direct: boolean;
}

/** The tasks that run a command, and whether there may be more of them. */
export interface Runs {
  readonly tasks: readonly RunningTask[];
  /** False when a task may run it that is not in `tasks`. */
  readonly complete: boolean;
}

interface Index {
  readonly byClass: ReadonlyMap<string, Runner>;
  readonly byCommand: ReadonlyMap<string, Runner>;
}

const runnerIndex = once((code: Code): Index => {
  const runners = code.facts(runnerCollector);
  const named = runners.flatMap((each) => (each.command === undefined ? [] : [[each.command, each] as const]));
  const classes = runners.flatMap((each) => (each.className === undefined ? [] : [[each.className, each] as const]));
  return { byClass: new Map(classes), byCommand: new Map(named) };
});

/**
 * The scheduled tasks that run a command: themselves, through a command, a job or a class of the application's own that calls it, or
 * from a closure.
 *
 * @param command its name: "backup:run"
 */
export function runsOf(code: Code, command: string): Runs {
  const { tasks, complete } = schedule(code);
  const index = runnerIndex(code);
  const found: RunningTask[] = [];
  let certain = complete && code.complete(runnerCollector) && isNotElsewhere(code, command, tasks, index);
  for (const task of tasks) {
    const reached = reach(task, command, index);
    if (reached.calls.length === 0 && !reached.certain) certain = false;
    // One task that runs it twice, with different arguments, is two.
    for (const line of new Set(reached.calls)) {
      found.push({ task, direct: reached.direct, ...(line === undefined ? {} : { line }) });
    }
  }
  return { tasks: found, complete: certain };
}

/**
 * False when a class that is not a task itself runs the command: a task may lead there in ways that are not followed, through a
 * service that it is given.
 */
function isNotElsewhere(code: Code, command: string, tasks: readonly ScheduledTask[], index: Index): boolean {
  const reached = tasks.some((task) => reach(task, command, index).calls.length > 0);
  return reached || !code.facts(runnerCollector).some((each) => each.runs.some(({ name }) => name === command));
}

/** Whether the schedule runs a command; `unknown` when it is not seen and the schedule is not fully known. */
export function runs(code: Code, command: string): boolean | 'unknown' {
  const { tasks, complete } = runsOf(code, command);
  if (tasks.length > 0) return true;
  return complete ? false : 'unknown';
}

interface Reached {
  /** The command lines with which the command is run. */
  readonly calls: readonly (string | undefined)[];
  /** False when something on the way is not certain. */
  readonly certain: boolean;
  readonly direct: boolean;
}

function reach(task: ScheduledTask, command: string, index: Index): Reached {
  const { kind, what, name, artisan, handed } = task;
  if (kind === 'exec') {
    const line = new RegExp(`artisan["']?\\s+(${escaped(command)}(?![\\w:-]).*)`).exec(what ?? '')?.[1];
    if (line !== undefined) return { calls: [line], certain: true, direct: true };
    // A script may run anything.
    const own = /artisan["']?\s+([\w:-]+)/.exec(what ?? '')?.[1];
    if (own === undefined) return { calls: [], certain: false, direct: false };
    const runner = index.byCommand.get(own);
    return { ...follow(runner?.runs ?? [], command, index, new Set()), direct: false };
  }
  if (kind === 'command') {
    if (name === command) return { calls: [what], certain: true, direct: true };
    const runner = name === undefined ? undefined : (index.byCommand.get(name) ?? index.byClass.get(name));
    return { ...follow(runner?.runs ?? [], command, index, new Set()), direct: false };
  }
  if (artisan !== undefined) return { ...follow(artisan, command, index, new Set()), direct: false };
  const runner = what === undefined ? undefined : index.byClass.get(what);
  const inside = follow(runner?.runs ?? [], command, index, new Set());
  if (inside.calls.length > 0 || inside.certain) return { ...inside, certain: what !== undefined, direct: false };
  // A job that runs the command it is handed: `new RunCommandJob('backup:run')`.
  const lines = handed.filter((text) => text !== undefined && text.split(/\s/)[0] === command);
  if (lines.length > 0) return { calls: lines, certain: true, direct: false };
  return { calls: [], certain: handed.length > 0 && !handed.includes(undefined), direct: false };
}

function follow(
  calls: readonly ArtisanCall[],
  command: string,
  index: Index,
  seen: Set<string>,
): Omit<Reached, 'direct'> {
  const found: (string | undefined)[] = [];
  let certain = true;
  for (const { name, line } of calls) {
    if (name === undefined) certain = false;
    else if (name === command) found.push(line);
    else if (!seen.has(name)) {
      seen.add(name);
      const runner = index.byCommand.get(name) ?? index.byClass.get(commandName(name));
      const inside = follow(runner?.runs ?? [], command, index, seen);
      found.push(...inside.calls);
      certain &&= inside.certain;
    }
  }
  return { calls: found, certain };
}

function escaped(text: string): string {
  return text.replace(/[^\w]/g, '\\$&');
}
