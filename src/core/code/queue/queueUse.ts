import { once } from '../../base/memo';
import type { Location } from '../../finding';
import type { Expression, Program } from '../../laravel/php/syntax';
import { expressionsIn } from '../../laravel/php/walk';
import type { Code, Collector } from '../collector';
import { chainRoot, isFacade } from '../facade';
import { plainQueuedClassCollector, type QueuedClass, queuedClassCollector } from './queuedClass';

/** Work that is queued without a class of the application that says so. */
export interface QueuedWork {
  readonly kind: 'mail' | 'closure' | 'push';
  readonly location: Location;
}

/** Something that decides, away from the class, how or where objects of these classes run; empty: of any class. */
interface Decision {
  readonly what: 'connection' | 'timeout';
  readonly classNames: readonly string[];
}

/** What the application puts on queues. */
export interface QueueUse {
  /**
   * Classes that implement ShouldQueue. Connection and timeout are `unknown` where they are decided elsewhere:
   * `X::dispatch()->onConnection('y')`, `$job->timeout = 5`.
   */
  readonly classes: readonly QueuedClass[];
  /** Mail, closures and pushes that are queued at their place. */
  readonly work: readonly QueuedWork[];
  /** False when queued work may exist that was not read. */
  readonly complete: boolean;
}

/** Links what is queued with where it is sent. */
export const queueUse = once((code: Code): QueueUse => {
  const decisions = code.facts(decisionCollector);
  const complete =
    code.complete(queuedClassCollector) && code.complete(plainQueuedClassCollector) && code.complete(workCollector);
  const decided = (what: Decision['what'], { className }: QueuedClass): boolean =>
    !code.complete(decisionCollector) ||
    decisions.some(
      (each) => each.what === what && (each.classNames.length === 0 || each.classNames.includes(className)),
    );
  const written = [...code.facts(queuedClassCollector), ...code.facts(plainQueuedClassCollector)];
  const classes = written.map((each): QueuedClass => {
    const timeout = decided('timeout', each) ? 'unknown' : each.timeout;
    return { ...each, timeout, connection: decided('connection', each) ? 'unknown' : each.connection };
  });
  return { classes, work: code.facts(workCollector), complete };
});

const workCollector: Collector<QueuedWork> = {
  id: 'queuedWork',
  wants: ({ text }) =>
    /\bQueue::|\bdispatch\(\s*(?:static\s+)?(?:function|fn)\b/.test(text) ||
    (/(?:->|::)(?:queue|later)\s*\(/.test(text) && /\bMail\b/.test(text)),
  collect: ({ path, program }) =>
    [...expressionsIn(program)].flatMap((expression) => {
      const kind = workOf(expression);
      return kind === undefined ? [] : [{ kind, location: { file: path, range: expression.range } }];
    }),
};

function workOf(expression: Expression): QueuedWork['kind'] | undefined {
  if (expression.kind === 'call') {
    const closure = expression.callee === 'dispatch' && expression.arguments[0]?.value.kind === 'closure';
    return closure ? 'closure' : undefined;
  }
  if (expression.kind !== 'staticCall' && expression.kind !== 'methodCall') return undefined;
  const { method } = expression;
  if (method === 'queue' || method === 'later' || method === 'push') {
    const root = expression.kind === 'staticCall' ? expression : chainRoot(expression);
    if (root.kind !== 'staticCall') return undefined;
    if (isFacade(root.className, 'Mail') && method !== 'push') return 'mail';
    if (isFacade(root.className, 'Queue') && method !== 'queue') return 'push';
  }
  return undefined;
}

const decisionCollector: Collector<Decision> = {
  id: 'queueDecisions',
  wants: ({ text }) => /[oO]nConnection\(|\bQueue::(?:connection|route|forward)\(|->timeout\s*=[^=>]/.test(text),
  collect: ({ program }) =>
    [...expressionsIn(program)].flatMap((expression) => {
      const what = decides(expression);
      if (what === undefined) return [];
      const near = what === 'connection' ? classNamesIn(statementOf(expression)) : [];
      return [{ what, classNames: near.length > 0 ? near : classNamesIn(program) }];
    }),
};

const pushes = new Set(['push', 'pushOn', 'later', 'laterOn', 'bulk']);

function decides(expression: Expression): Decision['what'] | undefined {
  if (expression.kind === 'methodCall') {
    const root = chainRoot(expression);
    const chosen = expression.method === 'onConnection' || expression.method === 'allOnConnection';
    if (chosen) return isThis(root) ? undefined : 'connection';
    const pushed = typeof expression.method === 'string' && pushes.has(expression.method);
    return pushed && isQueueCall(root, ['connection']) ? 'connection' : undefined;
  }
  if (isQueueCall(expression, ['route', 'forward'])) return 'connection';
  if (expression.kind !== 'assign' || expression.target.kind !== 'property') return undefined;
  return expression.target.name === 'timeout' && !isThis(expression.target.target) ? 'timeout' : undefined;
}

function isQueueCall(expression: Expression, methods: readonly string[]): boolean {
  if (expression.kind !== 'staticCall' || typeof expression.method !== 'string') return false;
  return methods.includes(expression.method) && isFacade(expression.className, 'Queue');
}

function isThis(expression: Expression): boolean {
  return expression.kind === 'variable' && expression.name === 'this';
}

/** Classes that are created, called or named; the framework's left out. */
function classNamesIn(program: Program): readonly string[] {
  const names = new Set<string>();
  for (const expression of expressionsIn(program)) {
    const { kind } = expression;
    if (kind !== 'new' && kind !== 'staticCall' && kind !== 'classConstant') continue;
    const { className } = expression;
    if (typeof className === 'string' && !/^(?:self|static|parent)$|^Illuminate\\/.test(className))
      names.add(className);
  }
  return [...names];
}

function statementOf(expression: Expression): Program {
  return { body: [{ kind: 'expression', range: expression.range, expression }] };
}

/** For collectors.ts: what queueUse reads. */
export const queueCollectors: readonly Collector<unknown>[] = [
  plainQueuedClassCollector,
  queuedClassCollector,
  workCollector,
  decisionCollector,
];
