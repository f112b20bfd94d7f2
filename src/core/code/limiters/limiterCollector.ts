import type { TextRange } from '../../base/text';
import type { ClassDeclaration, Expression, FunctionLike, Program, Statement } from '../../laravel/php/syntax';
import { expressionsIn } from '../../laravel/php/walk';
import type { Collector } from '../collector';
import { constantText } from '../constantValue';
import type { LimiterDefinition } from './limiter';
import { isOwnName, limitReturns } from './limitReturns';
import type { WrittenLimit } from './madeLimit';

/** `RateLimiter::for(…)` as one file says it. */
export interface WrittenLimiter {
  readonly file: string;
  readonly range: TextRange;
  /** Text, or the constant or enum case to look up; undefined when it is something else. */
  readonly name?: string | { readonly className: string; readonly constant: string };
  readonly returns: readonly (readonly WrittenLimit[])[];
  readonly complete: boolean;
  readonly request?: string;
  readonly limited: LimiterDefinition['limited'];
}

/** Finds the definitions of named limiters, wherever the application's code has them. */
export const limiterCollector: Collector<WrittenLimiter> = {
  id: 'limiters',
  wants: ({ text }) => /ratelimiter/i.test(text) && /\bfor\s*\(/i.test(text),
  collect({ path, program }) {
    return [...contexts(program)].flatMap(({ body, around }) =>
      [...expressionsIn(body)].flatMap((expression) => {
        const limiter = definition(expression, path, around);
        return limiter === undefined ? [] : [limiter];
      }),
    );
  },
};

/** The methods of each class with their class, and everything outside classes. */
function* contexts(program: Program): Generator<{ body: readonly Statement[]; around?: ClassDeclaration }> {
  const outside: Statement[] = [];
  for (const statement of flat(program.body)) {
    if (statement.kind !== 'class') {
      outside.push(statement);
      continue;
    }
    for (const method of statement.declaration.methods) yield { body: method.body, around: statement.declaration };
  }
  yield { body: outside };
}

function flat(body: readonly Statement[]): readonly Statement[] {
  return body.flatMap((statement) => (statement.kind === 'block' ? flat(statement.body) : [statement]));
}

function definition(
  expression: Expression,
  file: string,
  around: ClassDeclaration | undefined,
): WrittenLimiter | undefined {
  if (expression.kind !== 'staticCall' && expression.kind !== 'methodCall') return undefined;
  if (typeof expression.method !== 'string' || expression.method.toLowerCase() !== 'for') return undefined;
  const name = expression.arguments.find((each) => each.name === 'name') ?? expression.arguments[0];
  const callback = expression.arguments.find((each) => each.name === 'callback') ?? expression.arguments[1];
  if (!isLimiter(expression, callback?.value)) return undefined;
  const declaration = callback === undefined ? undefined : functionOf(callback.value, around);
  const found = declaration === undefined ? { returns: [], complete: false } : limitReturns(declaration, file, around);
  const [first] = declaration?.parameters ?? [];
  return {
    file,
    range: expression.range,
    ...nameOf(name?.spread === true ? undefined : name?.value, file, around),
    ...found,
    ...(first === undefined || !isRequest(first) ? {} : { request: first.name }),
    limited: first === undefined ? 'unknown' : isRequest(first) ? 'requests' : 'jobs',
  };
}

/** The facade by any name it was imported under, the service itself, or a chain on either. */
function isLimiter(
  call: Expression & { readonly kind: 'staticCall' | 'methodCall' },
  callback: Expression | undefined,
): boolean {
  if (call.kind === 'staticCall') {
    return typeof call.className === 'string' && /(?:^|\\)ratelimiter$/i.test(call.className);
  }
  // Factories of models have a method of that name too; theirs takes no function.
  return callback?.kind === 'closure' || (callback !== undefined && placeholder(callback));
}

function isRequest({ name, type }: FunctionLike['parameters'][number]): boolean {
  return type === undefined ? /^_?(?:r|req|request|httpRequest)$/i.test(name) : type.endsWith('Request');
}

function nameOf(
  name: Expression | undefined,
  file: string,
  around: ClassDeclaration | undefined,
): Pick<WrittenLimiter, 'name'> {
  if (name === undefined) return {};
  const constant = name.kind === 'property' && (name.name === 'value' || name.name === 'name') ? name.target : name;
  if (
    constant.kind === 'classConstant' &&
    typeof constant.className === 'string' &&
    typeof constant.name === 'string'
  ) {
    const own = ['self', 'static'].includes(constant.className) ? around?.name : constant.className;
    return own === undefined ? {} : { name: { className: own, constant: constant.name } };
  }
  const text = constantText(name, file);
  return text === undefined ? {} : { name: text };
}

function functionOf(callback: Expression, around: ClassDeclaration | undefined): FunctionLike | undefined {
  if (callback.kind === 'closure') return callback.declaration;
  if (callback.kind === 'call' || callback.kind === 'new') return undefined;
  if (callback.kind === 'staticCall' && callback.method === 'fromCallable') {
    const [given] = callback.arguments;
    const [object, method] = given?.value.kind === 'array' ? given.value.items : [];
    if (object?.value.kind !== 'variable' || object.value.name !== 'this') return undefined;
    return method?.value.kind === 'literal' ? methodOf(around, String(method.value.value)) : undefined;
  }
  if (!placeholder(callback)) return undefined;
  const onThis =
    (callback.kind === 'methodCall' && callback.target.kind === 'variable' && callback.target.name === 'this') ||
    (callback.kind === 'staticCall' && isOwnName(callback.className, around));
  if (!onThis || !('method' in callback) || typeof callback.method !== 'string') return undefined;
  return methodOf(around, callback.method);
}

function methodOf(around: ClassDeclaration | undefined, name: string): FunctionLike | undefined {
  return around?.methods.find((method) => method.name.toLowerCase() === name.toLowerCase());
}

/** `$this->limit(...)` */
function placeholder(expression: Expression): boolean {
  if (expression.kind !== 'methodCall' && expression.kind !== 'staticCall') return false;
  const [first] = expression.arguments;
  return first?.value.kind === 'other' && first.value.what === 'variadicplaceholder';
}
