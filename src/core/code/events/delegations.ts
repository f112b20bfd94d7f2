import type { ClassDeclaration, Expression } from '../../laravel/php/syntax';
import { type MarkedVariables, marksOf } from './handlerMarks';

/** A call that may write something down elsewhere. */
export interface Delegation {
  /** Fully qualified; undefined when it is not certain what is called. */
  readonly className?: string;
  readonly method: string;
  /** What each argument is made of, by position; one of them for all where they are spread or named. */
  readonly given: readonly (readonly string[])[];
  readonly loose: boolean;
}

/** Facades and helpers that record nothing about who came in. */
const quiet =
  /^(?:Illuminate\\(?!Support\\Facades\\(?:Event|Bus)$)[\w\\]+|Carbon\\\w+|Log|Auth|Request|Str|Arr|Mail|Cache|Session|Notification|parent|Spatie\\Permission\\[\w\\]+)$/;
/** Functions of PHP and Laravel whose work is elsewhere: a job or an event may record something. */
const dispatching = new Set(['dispatch', 'dispatch_sync', 'event', 'broadcast']);

/** Whom a call hands its work to; undefined for calls that are plain work of their own. */
export function delegationOf(
  expression: Expression,
  around: ClassDeclaration | undefined,
  variables: MarkedVariables,
): Delegation | undefined {
  if (expression.kind === 'call') {
    const opaque = typeof expression.callee !== 'string' || dispatching.has(expression.callee);
    return opaque ? { method: '', given: [], loose: true } : undefined;
  }
  if (expression.kind !== 'methodCall' && expression.kind !== 'staticCall') return undefined;
  const { method, arguments: args } = expression;
  const named = typeof method === 'string' ? method : '';
  const className = classOf(expression, around);
  if (className === 'quiet') return undefined;
  return {
    ...(className === undefined ? {} : { className }),
    method: named,
    given: args.map(({ value }) => [...marksOf(value, variables)]),
    loose: args.some(({ spread, name }) => spread || name !== undefined),
  };
}

/** The class whose method is called; "quiet" for calls on the event, its user and other values. */
function classOf(
  expression: Expression & { readonly kind: 'methodCall' | 'staticCall' },
  around: ClassDeclaration | undefined,
): string | undefined {
  if (expression.kind === 'staticCall') {
    const { className } = expression;
    if (typeof className !== 'string') return undefined;
    if (/^(?:self|static)$/i.test(className)) return around?.name;
    return quiet.test(className) ? 'quiet' : className;
  }
  const { target } = expression;
  if (target.kind === 'variable') return target.name === 'this' ? around?.name : 'quiet';
  if (target.kind === 'new') return typeof target.className === 'string' ? target.className : undefined;
  if (target.kind === 'property' && target.target.kind === 'variable' && target.target.name === 'this')
    return injected(around, target.name);
  if (target.kind === 'call' && (target.callee === 'app' || target.callee === 'resolve')) {
    const [first] = target.arguments;
    const made = first?.value;
    if (made === undefined) return 'quiet';
    return made?.kind === 'classConstant' && typeof made.className === 'string' ? made.className : undefined;
  }
  // A chain on something else is judged by its own first call.
  return 'quiet';
}

/** The class of `$this->audit`: the type of the constructor's parameter of that name. */
function injected(around: ClassDeclaration | undefined, name: string | Expression): string | undefined {
  const constructor = around?.methods.find((method) => method.name === '__construct');
  const type = constructor?.parameters.find((parameter) => parameter.name === name)?.type;
  return type === 'Illuminate\\Http\\Request' ? 'quiet' : type;
}
