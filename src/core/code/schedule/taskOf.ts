import type { TextRange } from '../../base/text';
import type { Expression } from '../../laravel/php/syntax';
import { artisanCallsIn, commandName } from './artisanCalls';
import type { Link } from './chain';
import type { CollectedTask } from './scheduleFacts';
import type { TaskCall } from './task';
import type { Scope } from './scope';
import { firstWord, parameterLine, wordsOf } from './words';

/** The task that a call of `command`, `job`, `call` or `exec` adds. */
export function taskOf(link: Link, calls: readonly TaskCall[], whole: TextRange, scope: Scope): CollectedTask {
  const { path } = scope.file;
  const method = typeof link.method === 'string' ? link.method.toLowerCase() : '';
  const kind = method === 'job' || method === 'call' || method === 'exec' ? method : 'command';
  const subject = link.arguments[0]?.value;
  const artisan =
    kind === 'call' && subject?.kind === 'closure' ? artisanCallsIn(subject.declaration.body, path) : undefined;
  return {
    kind,
    ...(subject === undefined ? {} : named(kind, subject, link.arguments[1]?.value, scope)),
    handed: handedTo(kind, subject, scope),
    ...(artisan === undefined ? {} : { artisan }),
    location: { file: path, range: link.whole },
    whole: { file: path, range: whole },
    calls,
    cronUncertain: false,
    conditional: scope.conditional,
  };
}

function named(
  kind: CollectedTask['kind'],
  subject: Expression,
  parameters: Expression | undefined,
  { file, texts }: Scope,
): { what?: string; name?: string } {
  const words = wordsOf(kind === 'call' ? called(subject) : subject, file.path, texts);
  if (kind === 'job' || kind === 'call') {
    return words.text === undefined ? {} : { what: words.text, name: words.text };
  }
  const name = kind === 'exec' ? words.text : firstWord(words);
  const rest = parameterLine(parameters, file.path, texts);
  const line = words.text === undefined || rest === undefined ? undefined : `${commandName(words.text)} ${rest}`.trim();
  return {
    ...(name === undefined ? {} : { name: commandName(name) }),
    ...(line === undefined ? {} : { what: line }),
  };
}

/** The object of `[new Report, 'send']`, the class of `[Report::class, 'send']`, of `app(Report::class)` and of `app()->make(Report::class)`. */
function called(subject: Expression): Expression {
  const [first] = subject.kind === 'array' ? subject.items : [];
  if (first !== undefined) return called(first.value);
  const makes =
    (subject.kind === 'call' && (subject.callee === 'app' || subject.callee === 'resolve')) ||
    (subject.kind === 'methodCall' && subject.method === 'make');
  return makes ? (subject.arguments[0]?.value ?? subject) : subject;
}

function handedTo(kind: CollectedTask['kind'], subject: Expression | undefined, scope: Scope): CollectedTask['handed'] {
  if (kind !== 'job' || subject?.kind !== 'new') return [];
  return subject.arguments.map(({ value }) => wordsOf(value, scope.file.path, scope.texts).text);
}
