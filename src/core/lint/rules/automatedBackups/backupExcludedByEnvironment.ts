import { runsOf } from '../../../code/schedule/runs';
import type { ScheduledTask, TaskCall } from '../../../code/schedule/task';
import type { Fix } from '../../../finding';
import { asString } from '../../../laravel/value';
import { type ProductionEnvironment, productionEnvironments, saysProduction } from '../../production';
import type { Rule, RuleContext } from '../../rule';
import { originInFile } from '../../written';
import { phpText } from '../../../laravel/php/edit';

const commands = ['backup:run', 'backup:clean', 'backup:monitor'];

/** BKP009: a backup is scheduled for environments that production is not one of. */
export const backupExcludedByEnvironment: Rule = {
  code: 'BKP009',
  slug: 'backup-excluded-by-env',
  area: 'automatedBackups',
  severity: 'warning',
  title: 'Backup not scheduled in production',
  *check(context) {
    for (const production of productionEnvironments(context)) {
      const name = nameOf(production);
      if (name === undefined) continue;
      for (const command of commands) {
        const { tasks, complete } = runsOf(context.code, command);
        const restricted = tasks.map(({ task }) => ({ task, ...restriction(task) }));
        // One task that may run there is enough.
        if (!complete || restricted.some(({ names }) => names === undefined || names.includes(name))) continue;
        for (const { task, call } of restricted) {
          if (call === undefined) continue;
          yield {
            rule: 'BKP009',
            severity: 'warning',
            message: `\`${command}\` never runs in production: the environment is called \`${name}\` there, which is not one of these.`,
            location: call.location,
            related: [
              { location: task.location, message: 'The task is scheduled here.' },
              ...saysProduction(production, call.location),
            ],
            fixes: added(context, call, name),
          };
        }
      }
    }
  },
};

/** The name that APP_ENV has there, as the environment file writes it. */
function nameOf({ environment }: ProductionEnvironment): string | undefined {
  const value = environment.project.config.get('app.env');
  if (value.kind !== 'known' || originInFile(value, environment.envFile) === undefined) return undefined;
  const name = asString(value);
  return name === '' ? undefined : name;
}

/** The environments of a task: the last call counts. No names when there is none, or they are not certain. */
function restriction({ calls }: ScheduledTask): { readonly call?: TaskCall; readonly names?: readonly string[] } {
  const call = calls.findLast(({ method }) => method.toLowerCase() === 'environments');
  if (call === undefined) return {};
  const names = call.arguments.flat();
  const known = names.filter((each) => typeof each === 'string');
  return known.length === names.length && names.length > 0 ? { call, names: known } : {};
}

function added(context: RuleContext, { location: { file, range } }: TaskCall, name: string): readonly Fix[] {
  const written = context.textOf(file)?.slice(range.start, range.end);
  const last = /(['"])(?:(?!\1)[^\\])*\1(?=\s*,?\s*[\])]?\s*\)$)/.exec(written ?? '');
  if (last === null) return [];
  const at = range.start + last.index + last[0].length;
  const edit = { range: { start: at, end: at }, newText: `, ${phpText(name)}` };
  return [{ title: `Add ${phpText(name)}`, preferred: false, edits: [{ file, edits: [edit] }] }];
}
