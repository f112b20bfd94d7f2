import { matchesStars } from '../../base/wildcards';
import type { DeploymentFiles } from '../../code/deployment';
import type { LaravelProject } from '../../laravel/project';
import { asString, at, type Value } from '../../laravel/value';

/** What the application itself may open on one machine, as far as its files say it: never more than is written there. */
export interface ConnectionBudget {
  /** Processes that work off queues; undefined: not in the files. */
  readonly workers?: number;
  /** Requests that PHP serves at once: pm.max_children of PHP-FPM, or workers of Octane; undefined: not in the files. */
  readonly web?: number;
  /** Where it is written, one sentence each. */
  readonly sources: readonly string[];
}

interface Count {
  readonly count: number;
  readonly source: string;
}

/**
 * Several files often say the same for several machines: the largest of them counts, not their sum. Each worker holds one
 * connection for each database that it uses, a request as well.
 *
 * @param environment name that Horizon looks up: what `horizon.env` or `app.env` says
 */
export function connectionBudget(
  project: LaravelProject,
  deployment: DeploymentFiles,
  environment: string,
): ConnectionBudget {
  const files = [...deployment].filter(
    ([name]) => !/(?:^|[./_-])(?:dev|local|test|testing|override|ci)(?:[./_-]|$)/i.test(name),
  );
  const horizon = horizonProcesses(project, environment);
  const workers = largest([
    ...(horizon === undefined ? [] : [horizon]),
    ...files.flatMap(([name, text]) => workersIn(name, text)),
  ]);
  const web = largest(files.flatMap(([name, text]) => requestsIn(name, text)));
  return {
    sources: [workers, web].flatMap((each) => (each === undefined ? [] : [each.source])),
    ...(workers === undefined ? {} : { workers: workers.count }),
    ...(web === undefined ? {} : { web: web.count }),
  };
}

function largest(counts: readonly Count[]): Count | undefined {
  return counts.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count)[0];
}

/**
 * `maxProcesses` of the supervisors that Horizon starts in an environment, each over `defaults`
 * (Laravel\Horizon\ProvisioningPlan and SupervisorOptions); undefined where one of them is not certain.
 */
function horizonProcesses(project: LaravelProject, environment: string): Count | undefined {
  const environments = project.config.get('horizon.environments');
  const defaults = project.config.get('horizon.defaults');
  if (!project.packages.has('laravel/horizon') || environments.kind !== 'array') return undefined;
  const entry =
    environments.entries.get(environment) ??
    [...environments.entries].find(([name]) => matchesStars(environment, name))?.[1];
  if (entry?.value.kind !== 'array') return undefined;
  const own = entry.value;
  const names = new Set([...own.entries.keys(), ...(defaults.kind === 'array' ? defaults.entries.keys() : [])]);
  let count = 0;
  for (const name of names) {
    const processes = maxProcesses(at(own, name), at(defaults, name));
    if (processes === undefined) return undefined;
    count += processes;
  }
  return { count, source: `config/horizon.php: maxProcesses of its supervisors, ${count} together.` };
}

/** `processes` is the older name; one is what Horizon takes where nothing is said. */
function maxProcesses(own: Value, below: Value): number | undefined {
  for (const value of ['maxProcesses', 'processes'].flatMap((key) => [at(own, key), at(below, key)])) {
    if (value.kind === 'absent') continue;
    const number = Number(asString(value) ?? Number.NaN);
    return Number.isInteger(number) ? number : undefined;
  }
  return 1;
}

const startsWorker = /\bqueue:(?:work|listen)\b/;
const isComment = /^\s*(?:#|;|\/\/)/;

/** Workers that a file of supervisor, a Procfile or a compose file starts. */
function workersIn(name: string, text: string): readonly Count[] {
  const file = name.slice(name.lastIndexOf('/') + 1);
  const lines = text.split(/\r?\n/);
  const count = file.startsWith('Procfile')
    ? lines.filter((line) => /^[\w-]+:/.test(line) && startsWorker.test(line)).length
    : /\.(?:conf|ini)$/.test(file)
      ? supervisedIn(lines)
      : /compose[\w.-]*\.ya?ml$/.test(file)
        ? composedIn(lines)
        : 0;
  return count === 0 ? [] : [{ count, source: `${name}: ${count} of queue:work.` }];
}

/** `numprocs` of the programs of a supervisor file that run queue:work (supervisord.org, "[program:x] Section Values"). */
function supervisedIn(lines: readonly string[]): number {
  let sum = 0;
  let works = false;
  let processes = 1;
  for (const line of [...lines, '[end]']) {
    if (isComment.test(line)) continue;
    if (/^\s*\[/.test(line)) {
      sum += works ? processes : 0;
      works = false;
      processes = 1;
    } else if (/^\s*command\s*=/.test(line)) works = startsWorker.test(line);
    else processes = Number(/^\s*numprocs\s*=\s*(\d{1,4})\s*(?:;|$)/.exec(line)?.[1] ?? processes);
  }
  return sum;
}

/** One for each service that runs it, times its `replicas` or `scale`. */
function composedIn(lines: readonly string[]): number {
  const indentOf = (line: string): number => line.length - line.trimStart().length;
  let sum = 0;
  let service: string[] = [];
  let serviceIndent = -1;
  const close = (): void => {
    const block = service.filter((line) => !isComment.test(line)).join('\n');
    const replicas = /^\s+(?:replicas|scale):\s*(\d{1,4})\s*$/m.exec(block)?.[1];
    if (startsWorker.test(block)) sum += replicas === undefined ? 1 : Number(replicas);
    service = [];
  };
  let inServices = false;
  for (const line of [...lines, 'end:']) {
    if (line.trim() === '') continue;
    const indent = indentOf(line);
    if (indent === 0) {
      close();
      inServices = line.startsWith('services:');
      serviceIndent = -1;
    } else if (inServices) {
      if (serviceIndent < 0) serviceIndent = indent;
      if (indent === serviceIndent) close();
      service.push(line);
    }
  }
  return sum;
}

/** pm.max_children of PHP-FPM pools, added up over a file's pools; --workers of octane:start. */
function requestsIn(name: string, text: string): readonly Count[] {
  let children = 0;
  let octane = 0;
  for (const line of text.split(/\r?\n/)) {
    if (isComment.test(line)) continue;
    const pool = /^\s*pm\.max_children\s*=\s*(\d{1,5})\s*(?:;|$)/.exec(line)?.[1];
    if (pool !== undefined && /\.(?:conf|ini)$/.test(name)) children += Number(pool);
    const at = line.indexOf('octane:start');
    const workers = at < 0 ? undefined : /--workers[= ](\d{1,4})(?!\d)/.exec(line.slice(at))?.[1];
    if (workers !== undefined) octane = Math.max(octane, Number(workers));
  }
  return [
    ...(children === 0 ? [] : [{ count: children, source: `${name}: pm.max_children, ${children}.` }]),
    ...(octane === 0 ? [] : [{ count: octane, source: `${name}: ${octane} workers of Octane.` }]),
  ];
}
