import type { Location } from '../../../finding';
import type { Collector } from '../../../code/collector';
import type { ClassDeclaration, Program, Statement } from '../../../laravel/php/syntax';
import { expressionsIn } from '../../../laravel/php/walk';

/** The application's own provider of Horizon, and what tells people that jobs wait too long. */
export interface HorizonAlerts {
  readonly fact: 'provider' | 'told';
  /** `boot` in the provider; for `told` the call or the mention. */
  readonly location: Location;
}

const routes = new Set(['routemailnotificationsto', 'routeslacknotificationsto', 'routesmsnotificationsto']);

/** `HorizonServiceProvider`, `Horizon::route…NotificationsTo(…)` and any use of the event LongWaitDetected. */
export const horizonAlertCollector: Collector<HorizonAlerts> = {
  id: 'horizonAlerts',
  wants: ({ text }) => /HorizonApplicationServiceProvider|\bHorizon::route|LongWaitDetected/.test(text),
  collect: ({ path, text, program }) => [
    ...classesIn(program.body).flatMap((declaration) => providerOf(declaration, path, text)),
    ...toldIn(program, path, text),
  ],
};

function classesIn(statements: readonly Statement[]): readonly ClassDeclaration[] {
  return statements.flatMap((each) =>
    each.kind === 'class' ? [each.declaration] : each.kind === 'block' ? classesIn(each.body) : [],
  );
}

function providerOf(declaration: ClassDeclaration, file: string, text: string): readonly HorizonAlerts[] {
  if (declaration.extends !== 'Laravel\\Horizon\\HorizonApplicationServiceProvider') return [];
  const boot = declaration.methods.find(({ name }) => name.toLowerCase() === 'boot');
  const name = boot === undefined ? null : /\bboot\b/i.exec(text.slice(boot.range.start, boot.range.end));
  const start = (boot?.range.start ?? 0) + (name?.index ?? 0);
  const range = name === null ? declaration.nameRange : { start, end: start + name[0].length };
  return [{ fact: 'provider', location: { file, range } }];
}

function toldIn(program: Program, file: string, text: string): readonly HorizonAlerts[] {
  // A listener may be registered in many ways: the name anywhere is enough, in a comment too.
  const mention = text.indexOf('LongWaitDetected');
  if (mention !== -1) return [{ fact: 'told', location: { file, range: { start: mention, end: mention + 16 } } }];
  return [...expressionsIn(program)].flatMap((each): readonly HorizonAlerts[] =>
    each.kind === 'staticCall' && typeof each.method === 'string' && routes.has(each.method.toLowerCase())
      ? [{ fact: 'told', location: { file, range: each.range } }]
      : [],
  );
}
