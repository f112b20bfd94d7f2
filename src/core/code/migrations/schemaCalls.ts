import type { Argument, Expression, Statement } from '../../laravel/php/syntax';
import { expressionsIn } from '../../laravel/php/walk';
import type { Link } from './blueprint';
import { type Names, facadeOf, plainName, textOf } from './datum';

// How calls that change the schema look.

/** Methods of the Schema facade that change nothing. */
export const readsOnly =
  /^(?:has|get|enable|disable|defaultStringLength|defaultTimePrecision|morphUsing|use|connection|blueprintResolver|macro)/;
const builderMethods = new Set(['create', 'table', 'drop', 'dropIfExists', 'rename', 'dropColumns']);

/** A call that looks like one of a schema builder. */
export function isBuilderCall({ method, arguments: args }: Link): boolean {
  if (!builderMethods.has(method)) return false;
  return method === 'create' || method === 'table'
    ? args.some(({ value }) => value.kind === 'closure')
    : args.length > 0;
}

/** `collect([…])` */
export function collected(value: Expression): Expression | undefined {
  return value.kind === 'call' && value.callee === 'collect' ? value.arguments[0]?.value : undefined;
}

/** Arguments of a call, and of the calls it is chained to. */
export function* argumentsIn(value: Expression): Generator<Argument> {
  if (value.kind === 'call' || value.kind === 'staticCall' || value.kind === 'methodCall') yield* value.arguments;
  if (value.kind === 'methodCall') yield* argumentsIn(value.target);
}

/** A chain of calls from where it starts: a variable, a static call, `$this`, a property. */
export function chainOf(value: Expression): { root: Expression; links: readonly Link[] } | undefined {
  const links: Link[] = [];
  let at = value;
  while (at.kind === 'methodCall' && typeof at.method === 'string') {
    const range = { start: at.nameRange.start, end: at.range.end };
    links.unshift({ method: at.method, arguments: at.arguments, range });
    at = at.target;
  }
  return links.length > 0 || at.kind === 'staticCall' ? { root: at, links } : undefined;
}

/** Text with "\0" for each part that is not certain. */
export function sqlOf(value: Expression | undefined, names: Names): string {
  const certain = textOf(value, names);
  if (certain !== undefined) return certain;
  if (value?.kind === 'template') return value.parts.map((part) => sqlOf(part, names)).join('');
  if (value?.kind === 'binary' && value.operator === '.') return sqlOf(value.left, names) + sqlOf(value.right, names);
  if (value?.kind === 'staticCall' && value.method === 'raw') return sqlOf(value.arguments[0]?.value, names);
  return '\0';
}

/** Whether an expression could change the schema. */
export function mayChange(expression: Expression): boolean {
  return touchesSchema([{ kind: 'expression', range: expression.range, expression }]);
}

/** Whether anything inside could change the schema. */
export function touchesSchema(body: readonly Statement[]): boolean {
  for (const each of expressionsIn(body)) {
    if (each.kind === 'staticCall') {
      const facade = facadeOf(each.className);
      const method = plainName(each.method);
      if (facade === 'Schema' && !readsOnly.test(method)) return true;
      if (facade === 'DB' && (method === 'statement' || method === 'unprepared')) return true;
      if (facade === 'Artisan' && method === 'call') {
        const [command] = each.arguments;
        // Commands of the application's own mend rows.
        const name = command?.value.kind === 'literal' ? `${command.value.value}` : 'migrate';
        if (/^(?:migrate|db:wipe|schema)|migrate/.test(name)) return true;
      }
    }
    if (each.kind === 'methodCall' && typeof each.method === 'string') {
      if (isBuilderCall({ method: each.method, arguments: each.arguments, range: each.range })) return true;
    }
  }
  return false;
}

export function bodiesOf(statement: Statement): readonly Statement[] {
  switch (statement.kind) {
    case 'for':
    case 'while':
    case 'doWhile':
      return statement.body;
    case 'switch':
      return statement.cases.flatMap(({ body }) => body);
    default:
      return [];
  }
}

/** Variables that get another value somewhere inside. */
export function assigned(body: readonly Statement[]): readonly string[] {
  return [...expressionsIn(body)].flatMap((each) =>
    each.kind === 'assign' && each.target.kind === 'variable' && typeof each.target.name === 'string'
      ? [each.target.name]
      : [],
  );
}
