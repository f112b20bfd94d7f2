import { joinPath } from '../../base/path';
import { once } from '../../base/memo';
import type { Code } from '../collector';
import { cronOf } from './frequencies';
import { scheduleCollector } from './scheduleCollector';
import type { CollectedTask, CollectedTasks, ConsoleBoot, ScheduleFact } from './scheduleFacts';
import type { Schedule, ScheduledTask, ScheduleInsertion } from './task';

/** What the application's own code schedules, as Laravel would load it. Tasks of packages are not looked for. */
export const schedule = once((code: Code): Schedule => {
  const facts = code.facts(scheduleCollector);
  const boot = facts.find((each): each is ConsoleBoot => each.fact === 'boot');
  const places = facts.filter((each): each is CollectedTasks => each.fact === 'tasks');
  const { live, unused } = sorted(places, boot, code);
  const gaps = [
    ...live.flatMap((each) => each.gaps),
    ...(code.complete(scheduleCollector) ? [] : ['A file that may schedule tasks could not be read.']),
  ];
  const major = code.project.version.major;
  const insertion = insertionOf(live, boot, code, facts);
  return {
    tasks: live.flatMap(({ tasks }) => tasks.map((task) => finished(task, major))),
    complete: gaps.length === 0,
    gaps,
    unused: unused.map(({ relative, location }) => ({
      location,
      message: `Nothing loads the schedule in ${relative}.`,
    })),
    ...(insertion === undefined ? {} : { insertion }),
  };
});

function finished({ cronUncertain, ...task }: CollectedTask, major: number | undefined): ScheduledTask {
  const cron = cronUncertain ? undefined : cronOf(task.calls, major);
  return cron === undefined ? task : { ...task, cron };
}

/** Console Kernels that are bound, and routes/console.php where it is loaded; the others are never run. */
function sorted(
  places: readonly CollectedTasks[],
  boot: ConsoleBoot | undefined,
  code: Code,
): { readonly live: readonly CollectedTasks[]; readonly unused: readonly CollectedTasks[] } {
  const kernels = places.filter(({ place }) => place === 'kernel');
  const running = runningKernels(kernels, boot, code);
  const slim = code.project.layout === 'slim';
  const isLive = (each: CollectedTasks): boolean => {
    if (each.place === 'kernel') return running.has(each);
    if (each.relative !== 'routes/console.php' || !slim || boot === undefined) return true;
    return boot.loadsCommands || running.size > 0;
  };
  return { live: places.filter(isLive), unused: places.filter((each) => !isLive(each) && each.tasks.length > 0) };
}

function runningKernels(
  kernels: readonly CollectedTasks[],
  boot: ConsoleBoot | undefined,
  code: Code,
): ReadonlySet<CollectedTasks> {
  if (boot?.kernel === undefined) return new Set(code.project.layout === 'slim' ? [] : kernels);
  const running = new Set<CollectedTasks>();
  let name: string | undefined = boot.kernel;
  while (name !== undefined) {
    const current: CollectedTasks | undefined = kernels.find(({ className }) => className === name);
    if (current === undefined || running.has(current)) break;
    running.add(current);
    // A Kernel with a schedule of its own runs its parent's only when it says so.
    name = current.callsParent ? current.extends : undefined;
  }
  return running;
}

/** Where most tasks are; without tasks the place that the layout has for them. */
function insertionOf(
  live: readonly CollectedTasks[],
  boot: ConsoleBoot | undefined,
  code: Code,
  facts: readonly ScheduleFact[],
): ScheduleInsertion | undefined {
  const own = new Set(facts.flatMap((each) => (each.fact === 'ownSchedule' ? [each.file] : [])));
  // Without the Kernel's place there is none: only a slim application has the facade for certain.
  const candidates = live.filter(
    ({ insertion, file, place, tasks }) =>
      insertion !== undefined &&
      !own.has(file) &&
      (place === 'kernel' || code.project.layout === 'slim' || tasks.length > 0),
  );
  const [best] = [...candidates].sort((a, b) => b.tasks.length - a.tasks.length || rank(a) - rank(b));
  if (best?.insertion !== undefined) return best.insertion;
  const console = joinPath(code.project.root, 'routes/console.php');
  const taken = own.size > 0 || live.some(({ file }) => file === console);
  if (code.project.layout !== 'slim' || boot?.loadsCommands !== true || taken) return undefined;
  return {
    file: console,
    offset: 0,
    indent: '',
    receiver: 'Schedule::',
    before: '',
    after: '',
    imports: 'Illuminate\\Support\\Facades\\Schedule',
  };
}

function rank({ place }: CollectedTasks): number {
  const order = ['kernel', 'console', 'bootstrap'];
  return order.indexOf(place) + 1 || order.length + 1;
}
