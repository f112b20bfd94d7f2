import type { Collector } from '../../../code/collector';
import { insertTasks } from '../../../code/schedule/insertion';
import { schedule } from '../../../code/schedule/schedule';
import type { Expression, Program } from '../../../laravel/php/syntax';
import { expressionsIn } from '../../../laravel/php/walk';
import type { Fix } from '../../../finding';
import type { RuleContext } from '../../rule';

/** Words of package commands that some file writes, in whatever way; and where Telescope's recording is decided in code. */
export interface PackageMention {
  readonly what: 'telescope:prune' | 'horizon:snapshot' | 'telescope decided';
}

const prunes = /telescope:(?:prune|clear)|Telescope\\Console\b/;
const snapshots = /horizon:snapshot|Horizon\\Console\b/;
const decides = /\bTelescope::(?:stopRecording|withoutRecording)\b|telescope\.enabled/;

/** Mentions of Telescope's and Horizon's upkeep. A mention in a comment is one too: then nothing is said. */
export const packageMentions: Collector<PackageMention> = {
  id: 'packageMentions',
  wants: ({ text }) => prunes.test(text) || snapshots.test(text) || /\bTelescope/.test(text),
  collect: ({ text, program }) => [
    ...(prunes.test(text) ? [{ what: 'telescope:prune' } as const] : []),
    ...(snapshots.test(text) ? [{ what: 'horizon:snapshot' } as const] : []),
    ...(decides.test(text) || registersTelescopeItself(program) ? [{ what: 'telescope decided' } as const] : []),
  ],
};

/** `$this->app->register(TelescopeServiceProvider::class)`: whoever writes it does so under a condition. */
function registersTelescopeItself(program: Program): boolean {
  return [...expressionsIn(program)].some(
    (each) =>
      each.kind === 'methodCall' &&
      each.method === 'register' &&
      each.arguments.some(({ value }) => isTelescope(value)),
  );
}

function isTelescope(value: Expression): boolean {
  const name = value.kind === 'classConstant' ? value.className : value.kind === 'literal' ? value.value : undefined;
  return typeof name === 'string' && name.includes('Telescope');
}

/** True when it is certain that nothing runs the command: not the schedule, no code, no deployment file. */
export function nothingRuns(context: RuleContext, command: 'telescope:prune' | 'horizon:snapshot'): boolean {
  const { code, deployment } = context;
  if (!schedule(code).complete || !code.complete(packageMentions)) return false;
  if (code.facts(packageMentions).some(({ what }) => what === command)) return false;
  return ![...deployment.values()].some((text) => text.includes(command));
}

/** A fix that adds a task to the schedule; none where its place is not clear. */
export function scheduleFix(context: RuleContext, title: string, statement: string): readonly Fix[] {
  const { insertion } = schedule(context.code);
  if (insertion === undefined) return [];
  return [{ title, preferred: false, edits: insertTasks(insertion, [statement], context.textOf(insertion.file)) }];
}
