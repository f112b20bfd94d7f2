import { schedule } from '../../../code/schedule/schedule';
import type { ScheduledTask } from '../../../code/schedule/task';
import type { Fix } from '../../../finding';
import { indentAt, lineEndOf } from '../../../laravel/php/edit';
import type { Rule, RuleContext } from '../../rule';
import { oneServerCall, scheduleServers } from '../../topology';

/** Commands that may run on each server: they delete what is old, or look at the server itself. */
const harmless =
  /^(?:queue:prune\S*|horizon:snapshot|horizon:(?:clear-metrics|terminate)|cache:prune\S*|model:prune|telescope:prune|sanctum:prune\S*|schedule-monitor:\S*|pulse:\S*|auth:clear-resets|activitylog:clean|log:\S*|view:\S*|config:\S*|route:\S*|optimize\S*|health:\S*|queue:restart|queue:work|queue:flush)(?:\s|$)/;

/** LBS006: a task of a schedule that several servers run, where other tasks have onOneServer() and this one has not. */
export const scheduleRunsEverywhere: Rule = {
  code: 'LBS006',
  slug: 'schedule-runs-everywhere',
  area: 'loadBalancing',
  severity: 'warning',
  title: 'A task that runs on every server',
  *check(context) {
    if (scheduleServers(context).servers !== 2) return;
    const { tasks } = schedule(context.code);
    // Without any, the schedule may well be run by one server alone: nothing in the files contradicts that.
    const [guarded] = tasks.flatMap((task) => oneServerCall(task.calls) ?? []);
    if (guarded === undefined) return;
    for (const task of tasks) {
      if (['ononeserver', 'when', 'skip'].some((method) => calls(task, method))) continue;
      if (task.kind === 'call' || task.what === undefined || harmless.test(task.what)) continue;
      yield {
        rule: 'LBS006',
        severity: 'warning',
        message: `\`${task.what}\` runs once on each server: it has no onOneServer(), as other tasks here have.`,
        location: task.location,
        related: [{ location: guarded, message: 'Another task runs on one server only.' }],
        fixes: fixes(context, task),
      };
    }
  },
};

function calls(task: ScheduledTask, method: string): boolean {
  return task.calls.some((each) => each.method.toLowerCase() === method);
}

function fixes(context: RuleContext, { whole }: ScheduledTask): readonly Fix[] {
  const text = context.textOf(whole.file);
  if (text === undefined) return [];
  const chain = text.slice(whole.range.start, whole.range.end);
  const end = whole.range.start + chain.length;
  const lastArrow = whole.range.start + chain.lastIndexOf('->');
  // A chain over several lines gets a line more.
  const ownLine = /\n[ \t]*$/.test(text.slice(whole.range.start, lastArrow));
  const gap = ownLine ? lineEndOf(text) + indentAt(text, lastArrow) : '';
  const edits = [{ range: { start: end, end }, newText: `${gap}->onOneServer()` }];
  return [{ title: 'Add onOneServer()', preferred: true, edits: [{ file: whole.file, edits }] }];
}
