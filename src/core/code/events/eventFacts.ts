import type { Location } from '../../finding';
import type { Argument, ArrayItem, ClassDeclaration, Expression, FunctionLike } from '../../laravel/php/syntax';
import { expressionsIn } from '../../laravel/php/walk';
import type { Collector, ParsedFile } from '../collector';
import { constantText } from '../constantValue';

/** One thing that a file says about listening to events. Class names are fully qualified. */
export type EventFact =
  /** An event is listened to; `event` is undefined when it is not certain. `written`: in $listen, by listen(), by a subscriber. */
  | { readonly kind: 'listens'; readonly event?: string; readonly subscriber?: string; readonly location: Location }
  /** `handle(Login $event)` of a class in a Listeners folder: listened to where events are discovered. */
  | { readonly kind: 'handler'; readonly event?: string; readonly location: Location }
  /** A class is registered as a subscriber; undefined when it is not certain which. */
  | { readonly kind: 'subscribes'; readonly className?: string }
  /** The application says whether events are discovered; `elsewhere` is in folders of its own choice. */
  | { readonly kind: 'discovery'; readonly on: boolean | 'elsewhere' };

type Listened = Extract<EventFact, { kind: 'listens' }>;

const words = /[lL]isten|[sS]ubscribe|shouldDiscoverEvents|withEvents|::failing\s*\(|->failing\s*\(/;

/** Who listens to which event, as far as each file says it. */
export const eventFacts: Collector<EventFact> = {
  id: 'eventListeners',
  wants: ({ relative, text }) => relative.includes('Listeners/') || words.test(text),
  collect: (file) => [...classFacts(file), ...callFacts(file)],
};

function* classFacts(file: ParsedFile): Generator<EventFact> {
  for (const declaration of classesOf(file)) {
    for (const { name, default: value } of declaration.properties) {
      if (value === undefined || value.kind !== 'array') continue;
      if (name === 'listen') for (const item of value.items) yield* listened(file, item);
      if (name === 'subscribe') for (const item of value.items) yield subscribed(file, item.value);
    }
    for (const method of declaration.methods) {
      if (method.name === 'shouldDiscoverEvents') yield discoveryOf(method);
      if (method.name === 'subscribe') yield* subscriberFacts(file, declaration, method);
      const handles = /^(?:handle|__invoke)/.test(method.name) && declaration.type === 'class' && !declaration.abstract;
      if (handles && file.relative.includes('Listeners/')) yield handlerOf(file, method);
    }
  }
}

function classesOf({ program }: ParsedFile): readonly ClassDeclaration[] {
  return program.body.flatMap((statement) => (statement.kind === 'class' ? [statement.declaration] : []));
}

/** An entry of `$listen`: the event is the key. */
function* listened(file: ParsedFile, { key, range }: ArrayItem): Generator<Listened> {
  const event = constantText(key, file.path);
  yield { kind: 'listens', ...(event === undefined ? {} : { event }), location: { file: file.path, range } };
}

function subscribed(file: ParsedFile, value: Expression | undefined): EventFact {
  const className = constantText(value, file.path);
  return { kind: 'subscribes', ...(className === undefined ? {} : { className }) };
}

function discoveryOf({ body }: FunctionLike): EventFact {
  const [only] = body;
  const literal = only?.kind === 'return' && only.value?.kind === 'literal' ? only.value.value : undefined;
  // Whatever decides it, discovery is possible: then nothing is known to be absent.
  return { kind: 'discovery', on: typeof literal === 'boolean' ? literal : 'elsewhere' };
}

function handlerOf(file: ParsedFile, { parameters, range }: FunctionLike): EventFact {
  const event = parameters[0]?.type;
  return { kind: 'handler', ...(event === undefined ? {} : { event }), location: { file: file.path, range } };
}

/** `subscribe($events)`: calls of listen() in it, and the keys of the array it returns. */
function* subscriberFacts(file: ParsedFile, { name }: ClassDeclaration, method: FunctionLike): Generator<EventFact> {
  for (const statement of method.body) {
    if (statement.kind !== 'return' || statement.value?.kind !== 'array') continue;
    for (const item of statement.value.items)
      for (const fact of listened(file, item)) yield { ...fact, subscriber: name };
  }
  for (const expression of expressionsIn(method.body))
    if (expression.kind === 'methodCall' && expression.method === 'listen')
      for (const fact of listenCall(file, expression)) yield { ...fact, subscriber: name };
}

type Call = Extract<Expression, { kind: 'methodCall' | 'staticCall' }>;

function* callFacts(file: ParsedFile): Generator<EventFact> {
  const inSubscriber = subscribeRanges(file);
  for (const expression of expressionsIn(file.program)) {
    if (expression.kind !== 'methodCall' && expression.kind !== 'staticCall') continue;
    if (inSubscriber.some(({ start, end }) => expression.range.start >= start && expression.range.end <= end)) continue;
    if (expression.method === 'listen' && isDispatcher(expression)) yield* listenCall(file, expression);
    if (expression.method === 'subscribe' && isDispatcher(expression))
      yield subscribed(file, expression.arguments[0]?.value);
    if (expression.method === 'withEvents') yield* withEvents(expression.arguments);
    // Queue::failing(…) listens to JobFailed.
    if (expression.method === 'failing' && isQueue(expression))
      yield { kind: 'listens', event: jobFailed, location: { file: file.path, range: expression.range } };
  }
}

/** Fired by the queue worker when a job failed for good. */
export const jobFailed = 'Illuminate\\Queue\\Events\\JobFailed';

function subscribeRanges(file: ParsedFile) {
  return classesOf(file).flatMap(({ methods }) =>
    methods.filter(({ name }) => name === 'subscribe').map(({ range }) => range),
  );
}

const facades = new Set(['Event', 'Illuminate\\Support\\Facades\\Event']);

/** `Event::`, `$events->`, `$this->events->`, `app('events')->`, `$this->app['events']->`. */
function isDispatcher(call: Call): boolean {
  if (call.kind === 'staticCall') return typeof call.className === 'string' && facades.has(call.className);
  const { target } = call;
  if (target.kind === 'variable') return target.name === 'events' || target.name === 'dispatcher';
  if (target.kind === 'property') return target.name === 'events' || target.name === 'dispatcher';
  if (target.kind === 'index') return target.index?.kind === 'literal' && target.index.value === 'events';
  if (target.kind !== 'call' && target.kind !== 'methodCall') return false;
  const [first] = target.arguments;
  return first?.value.kind === 'literal' && first.value.value === 'events';
}

function isQueue(call: Call): boolean {
  if (call.kind === 'methodCall') return true;
  return typeof call.className === 'string' && /(?:^|\\)Queue$/.test(call.className);
}

/** `listen(Login::class, …)`, `listen([A::class, B::class], …)`, `listen(function (Login $event) {…})`, `queueable(…)`. */
function* listenCall(file: ParsedFile, call: Call): Generator<Listened> {
  const location = { file: file.path, range: call.range };
  const [first] = call.arguments;
  const named = first?.value;
  if (named?.kind === 'array') {
    for (const { value } of named.items) {
      const event = constantText(value, file.path);
      yield { kind: 'listens', ...(event === undefined ? {} : { event }), location };
    }
    return;
  }
  const closure = closureIn(named);
  const event = closure === undefined ? constantText(named, file.path) : closure.parameters[0]?.type;
  yield { kind: 'listens', ...(event === undefined ? {} : { event }), location };
}

function closureIn(expression: Expression | undefined): FunctionLike | undefined {
  if (expression?.kind === 'closure') return expression.declaration;
  // queueable(function (Login $event) {…}), with what is chained to it.
  if (expression?.kind === 'call') return closureIn(expression.arguments[0]?.value);
  return expression?.kind === 'methodCall' ? closureIn(expression.target) : undefined;
}

/** `->withEvents(discover: false)`, `->withEvents([…folders])`. */
function* withEvents(given: readonly Argument[]): Generator<EventFact> {
  const [discover] = given;
  if (discover === undefined) return;
  const { value } = discover;
  const off = value.kind === 'literal' && value.value === false;
  const standard = value.kind === 'literal' && value.value === true;
  yield { kind: 'discovery', on: off ? false : standard ? true : 'elsewhere' };
}
