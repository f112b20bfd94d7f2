import type { Location } from '../../finding';
import type { Argument, ArrayItem, ClassDeclaration, Expression, FunctionLike } from '../../laravel/php/syntax';
import { importsIn } from '../../laravel/php/imports';
import { type NameScope, resolveClassName } from '../../laravel/php/names';
import { expressionsIn } from '../../laravel/php/walk';
import type { Collector, ParsedFile } from '../collector';
import { constantText } from '../constantValue';

/** One thing that a file says about listening to events. Class names are fully qualified. */
export type EventFact =
  /** An event is listened to; `event` is undefined when it is not certain. `written`: in $listen, by listen(), by a subscriber. */
  | {
      readonly kind: 'listens';
      readonly event?: string;
      readonly subscriber?: string;
      readonly location: Location;
      /** What runs then, as far as it is written there; undefined for what is not certain. */
      readonly handlers?: readonly (HandlerRef | undefined)[];
    }
  /** `handle(Login $event)` of a class in a Listeners folder: listened to where events are discovered. */
  | { readonly kind: 'handler'; readonly event?: string; readonly location: Location; readonly handler?: HandlerRef }
  /** A class is registered as a subscriber; undefined when it is not certain which. */
  | { readonly kind: 'subscribes'; readonly className?: string }
  /** The application says whether events are discovered; `elsewhere` is in folders of its own choice. */
  | { readonly kind: 'discovery'; readonly on: boolean | 'elsewhere' };

/** A method of a class, or a closure by its place. `method` is undefined where Laravel takes handle() or __invoke(). */
export type HandlerRef =
  | { readonly kind: 'method'; readonly className: string; readonly method?: string }
  | { readonly kind: 'closure'; readonly location: Location };

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
      if (handles && file.relative.includes('Listeners/')) yield* handlersOf(file, method, declaration.name);
    }
  }
}

function classesOf({ program }: ParsedFile): readonly ClassDeclaration[] {
  return program.body.flatMap((statement) => (statement.kind === 'class' ? [statement.declaration] : []));
}

/** An entry of `$listen`: the event is the key. */
function* listened(file: ParsedFile, { key, value, range }: ArrayItem, own?: string): Generator<Listened> {
  const event = constantText(key, file.path);
  const list = value.kind === 'array' && !isPair(value) ? value.items.map((item) => item.value) : [value];
  const handlers = list.map((each) => handlerRef(file, each, own));
  yield { kind: 'listens', ...(event === undefined ? {} : { event }), location: { file: file.path, range }, handlers };
}

/** `[Audit::class, 'login']`: one handler and no list of two. */
function isPair(value: Expression & { readonly kind: 'array' }): boolean {
  const [first, second, ...others] = value.items.map((item) => item.value);
  const name = second?.kind === 'literal' ? String(second.value) : '';
  return others.length === 0 && first?.kind === 'classConstant' && /^\w+$/.test(name);
}

/**
 * What a listener is written as: `Audit::class`, `[Audit::class, 'login']`, `'App\\Audit@login'`, `self::class.'@login'`, a
 * closure; in a subscriber also the bare name of one of its methods.
 */
function handlerRef(file: ParsedFile, written: Expression | undefined, own?: string): HandlerRef | undefined {
  const closure = closureIn(written);
  if (closure !== undefined) return { kind: 'closure', location: { file: file.path, range: closure.range } };
  if (written?.kind === 'array') {
    const [first, second] = written.items.map(({ value }) => value);
    const className = classNameIn(file, first, own);
    const method = constantText(second, file.path);
    return className === undefined || method === undefined ? undefined : { kind: 'method', className, method };
  }
  if (written?.kind === 'binary' && written.operator === '.') {
    const className = classNameIn(file, written.left, own);
    const method = /^@(\w+)$/.exec(constantText(written.right, file.path) ?? '')?.[1];
    return className === undefined || method === undefined ? undefined : { kind: 'method', className, method };
  }
  const text = classNameIn(file, written, own);
  if (text === undefined) return undefined;
  const [className = '', method] = text.split('@');
  if (own !== undefined && /^\w+$/.test(text) && written?.kind === 'literal')
    return { kind: 'method', className: own, method: text };
  return { kind: 'method', className, ...(method === undefined ? {} : { method }) };
}

function classNameIn(file: ParsedFile, written: Expression | undefined, own: string | undefined): string | undefined {
  if (written?.kind === 'variable' && written.name === 'this') return own;
  const isOwn =
    written?.kind === 'classConstant' &&
    typeof written.className === 'string' &&
    /^(?:self|static)$/i.test(written.className);
  if (isOwn && own !== undefined) return own;
  return constantText(written, file.path)?.replace(/^\\/, '');
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

/** One for each event; a method without a parameter listens to nothing (DiscoverEvents::getListenerEvents). */
function* handlersOf(file: ParsedFile, method: FunctionLike, className: string): Generator<EventFact> {
  const { name, parameters, range } = method;
  const [first] = parameters;
  if (first === undefined) return;
  const handler: HandlerRef = { kind: 'method', className, method: name };
  const fact = { kind: 'handler', location: { file: file.path, range }, handler } as const;
  const events = first.type === undefined ? unionIn(file, method) : [first.type];
  if (events.length === 0) yield fact;
  for (const event of events) yield { ...fact, event };
}

/** The classes of `handle(Failed|Login $event)`, which the syntax tree does not keep. */
function unionIn({ text }: ParsedFile, { range }: FunctionLike): readonly string[] {
  const head = text.slice(range.start, range.start + 1000);
  const written = /\(\s*([\w\\]+(?:\s*\|\s*[\w\\]+)+)\s+\$/.exec(
    head.slice(0, head.indexOf('{') + 1 || undefined),
  )?.[1];
  const namespace = /^[ \t]*(?:<\?php\s+)?namespace\s+([\w\\]+)\s*[;{]/m.exec(text)?.[1] ?? '';
  const scope: NameScope = { namespace, uses: new Map(importsIn(text).names) };
  return (written ?? '')
    .split('|')
    .map((each) => each.trim())
    .filter((each) => each !== '' && each !== 'null')
    .map((each) => resolveClassName(each, scope));
}

/** `subscribe($events)`: calls of listen() in it, and the keys of the array it returns. */
function* subscriberFacts(file: ParsedFile, { name }: ClassDeclaration, method: FunctionLike): Generator<EventFact> {
  for (const statement of method.body) {
    if (statement.kind !== 'return' || statement.value?.kind !== 'array') continue;
    for (const item of statement.value.items)
      for (const fact of listened(file, item, name)) yield { ...fact, subscriber: name };
  }
  for (const expression of expressionsIn(method.body))
    if (expression.kind === 'methodCall' && expression.method === 'listen')
      for (const fact of listenCall(file, expression, name)) yield { ...fact, subscriber: name };
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
function* listenCall(file: ParsedFile, call: Call, own?: string): Generator<Listened> {
  const location = { file: file.path, range: call.range };
  const [first, second] = call.arguments;
  const named = first?.value;
  const closure = closureIn(named);
  const handlers = [handlerRef(file, closure === undefined ? second?.value : named, own)];
  if (named?.kind === 'array') {
    for (const { value } of named.items) {
      const event = constantText(value, file.path);
      yield { kind: 'listens', ...(event === undefined ? {} : { event }), location, handlers };
    }
    return;
  }
  const event = closure === undefined ? eventIn(file, named) : closure.parameters[0]?.type;
  yield { kind: 'listens', ...(event === undefined ? {} : { event }), location, handlers };
}

/** An event's name; for `'App\\Events\\'.$name` the wildcard of that namespace. */
function eventIn(file: ParsedFile, written: Expression | undefined): string | undefined {
  const text = constantText(written, file.path);
  if (text !== undefined || written?.kind !== 'binary' || written.operator !== '.') return text;
  const start = constantText(written.left, file.path);
  return start?.endsWith('\\') === true ? `${start}*` : undefined;
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
