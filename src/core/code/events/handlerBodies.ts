import type { Location } from '../../finding';
import type { ClassDeclaration, Expression, FunctionLike, Statement } from '../../laravel/php/syntax';
import { expressionsIn } from '../../laravel/php/walk';
import type { Collector, ParsedFile } from '../collector';
import { constantText } from '../constantValue';
import { type Delegation, delegationOf } from './delegations';
import { marksOf, markedVariables, noVariables } from './handlerMarks';
import { type Recording, recordingOf } from './recordings';

/** What a method or closure writes down, and whom it asks to. Plain data. */
export interface FunctionBody {
  readonly kind: 'body';
  /** Fully qualified; absent for closures. */
  readonly className?: string;
  readonly method: string;
  readonly location: Location;
  readonly recordings: readonly Recording[];
  readonly delegations: readonly Delegation[];
  /** What it gives back is made of. */
  readonly returns: readonly string[];
}

/** What tells which events can happen at all, and what is added to every record. */
export type EventUse =
  /** `new Lockout($request)` */
  | { readonly kind: 'makes'; readonly className: string }
  /** `logoutOtherDevices(…)`, `sendResetLink(…)` … */
  | { readonly kind: 'calls'; readonly method: string }
  /** `Log::shareContext([…])`, `Context::add(…)`: on every record from then on. */
  | { readonly kind: 'shares'; readonly fields: readonly string[] };

const telling =
  /\bLog\b|\blogger\s*\(|\bactivity\s*\(|Audit|Activity|Auth\\Events|Fortify\\Events|\blisten\s*\(|\$subscribe|Context::|logoutOtherDevices|logoutCurrentDevice|sendResetLink|AuthenticateSession|->fulfill\s*\(/;

/** Calls that make the framework fire an event. */
const firing = new Set(['logoutOtherDevices', 'logoutCurrentDevice', 'sendResetLink', 'fulfill']);
const sharing = new Set(['shareContext', 'withContext', 'add', 'push']);

/** Methods and listening closures of the files that may record something, or fire an event. */
export const handlerBodies: Collector<FunctionBody | EventUse> = {
  id: 'handlerBodies',
  wants: ({ relative, text }) => relative.includes('Listeners/') || telling.test(text),
  collect: (file) => [...bodies(file), ...uses(file)],
};

function* bodies(file: ParsedFile): Generator<FunctionBody> {
  for (const statement of flat(file.program.body)) {
    if (statement.kind !== 'class') continue;
    const { declaration } = statement;
    for (const method of declaration.methods) yield bodyOf(file, method, declaration);
  }
  if (!/\blisten\s*\(/.test(file.text)) return;
  for (const expression of expressionsIn(file.program))
    if (expression.kind === 'closure') yield bodyOf(file, expression.declaration);
}

function flat(body: readonly Statement[]): readonly Statement[] {
  return body.flatMap((each) => (each.kind === 'block' ? flat(each.body) : [each]));
}

function bodyOf(file: ParsedFile, declaration: FunctionLike, around?: ClassDeclaration): FunctionBody {
  const variables = markedVariables(declaration, around?.name);
  const recordings: Recording[] = [];
  const delegations: Delegation[] = [];
  const returns = new Set<string>();
  for (const value of returnedIn(declaration.body)) for (const mark of marksOf(value, variables)) returns.add(mark);
  for (const expression of expressionsIn(declaration.body)) {
    const recording = recordingOf(expression, file.path, variables, declaration.body);
    if (recording !== undefined) recordings.push(recording);
    const delegation = recording === undefined ? delegationOf(expression, around, variables) : undefined;
    if (delegation !== undefined) delegations.push(delegation);
  }
  return {
    kind: 'body',
    ...(around === undefined ? {} : { className: around.name }),
    method: declaration.name,
    location: { file: file.path, range: declaration.range },
    recordings,
    delegations,
    returns: [...returns],
  };
}

/** What `return` gives back, those of closures inside left out where they stand in expressions. */
function* returnedIn(body: readonly Statement[]): Generator<Expression> {
  for (const statement of body) {
    if (statement.kind === 'return' && statement.value !== undefined) yield statement.value;
    else if (statement.kind === 'if') yield* returnedIn([...statement.consequent, ...statement.alternate]);
    else if (statement.kind === 'block' || statement.kind === 'foreach') yield* returnedIn(statement.body);
    else if (statement.kind === 'try') yield* returnedIn(statement.body);
  }
}

function* uses({ program, path }: ParsedFile): Generator<EventUse> {
  for (const expression of expressionsIn(program)) {
    if (expression.kind === 'new' && typeof expression.className === 'string') {
      if (/\\Events\\\w+$/.test(expression.className)) yield { kind: 'makes', className: expression.className };
      continue;
    }
    if (expression.kind === 'staticCall' && expression.method === 'dispatch') {
      // Lockout::dispatch(…) of events with that trait.
      const { className } = expression;
      if (typeof className === 'string' && /\\Events\\\w+$/.test(className)) yield { kind: 'makes', className };
    }
    if (expression.kind === 'classConstant' && nameOf(expression.className).endsWith('AuthenticateSession'))
      yield { kind: 'calls', method: 'logoutCurrentDevice' };
    if (expression.kind !== 'methodCall' && expression.kind !== 'staticCall') continue;
    const { method } = expression;
    if (typeof method !== 'string') continue;
    if (firing.has(method)) yield { kind: 'calls', method };
    if (expression.kind === 'staticCall' && sharing.has(method) && sharesContext(nameOf(expression.className)))
      yield { kind: 'shares', fields: sharedFields(expression, path) };
  }
}

function sharesContext(className: string): boolean {
  return /(?:^|\\)(?:Log|Context)$/.test(className);
}

function sharedFields(
  { arguments: given }: Expression & { readonly kind: 'staticCall' },
  file: string,
): readonly string[] {
  const marks = new Set<string>();
  for (const { value } of given) {
    if (constantText(value, file) !== undefined) continue;
    for (const mark of marksOf(value, noVariables)) marks.add(mark);
  }
  return [...marks];
}

function nameOf(className: string | Expression): string {
  return typeof className === 'string' ? className : '';
}
