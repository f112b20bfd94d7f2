import type { TextRange } from '../../base/text';
import type { ParsedFile } from '../collector';
import type { Argument, Chain, ChainFact, ChainRoot, QueryFact, QueryPlace, Step } from './queryFact';
import { isQueryMethod, sending } from './methodNames';

/** What a variable holds. */
interface Bound {
  readonly chain: Chain;
  /** Conditions and loops around the place where it was set. */
  readonly depth: number;
}

/** One file while it is read. */
export interface Reading {
  readonly file: ParsedFile;
  readonly facts: QueryFact[];
  readonly placeOf: (range: TextRange) => QueryPlace;
  /** Some class of the file has relations: `$this->orders` may be one. */
  readonly relational: boolean;
  /** What the class around is given by `addGlobalScope`. */
  readonly globalScopes: Argument[];
}

/** One function body while it is read. */
export interface Scope {
  readonly reading: Reading;
  /** The class around it, and what that extends. */
  readonly className?: string;
  readonly parent?: string;
  /** It is `toArray` of an API resource, where `$this` gives what the model has. */
  readonly ofResource: boolean;
  readonly variables: Map<string, Bound>;
  /** Conditions and loops around the statement. */
  depth: number;
  loops: number;
  readonly returns: Chain[];
}

/** A chain whose first `from` steps stand elsewhere: where its variable was set. */
export interface Open {
  readonly chain: Chain;
  readonly from: number;
}

/** Longest chain that is followed. */
const longest = 80;

export const begun = (root: ChainRoot): Open => ({ chain: { root, steps: [] }, from: 0 });

export function continued({ chain, from }: Open, step: Step): Open | undefined {
  return chain.steps.length >= longest ? undefined : { chain: { ...chain, steps: [...chain.steps, step] }, from };
}

/** A builder still: calls that add to it, and none that sends it. */
export function isBuilding({ root, steps }: Chain): boolean {
  if (steps.some(({ name, arguments: given }) => given !== undefined && sending.has(name.toLowerCase()))) return false;
  return root.kind === 'builder' || steps.at(-1)?.arguments !== undefined;
}

/** Types of parameters that are given a builder or a relation. */
export function isBuilderType(type: string): boolean {
  return /(?:^|\\)(?:\w*Builder|Relation|HasMany|HasOne|BelongsTo|BelongsToMany|MorphMany|MorphTo|MorphToMany|JoinClause)$/.test(
    type,
  );
}

/** A function inside, which sees the variables around it and sets its own. */
export function inside(scope: Scope, loops = scope.loops): Scope {
  return { ...scope, variables: new Map(scope.variables), returns: [], loops };
}

export function setVariable(scope: Scope, name: string, chain: Chain | undefined): void {
  if (chain !== undefined) scope.variables.set(name, { chain, depth: scope.depth });
  // In a condition, what it held before may stay.
  else if ((scope.variables.get(name)?.depth ?? scope.depth) >= scope.depth) scope.variables.delete(name);
}

/** `$query->where(…)` adds to what `$query` holds; in a condition, perhaps. */
export function extendVariable(scope: Scope, name: string, step: Step): void {
  const before = scope.variables.get(name);
  if (before === undefined || before.chain.steps.length >= longest) return;
  const added = scope.depth > before.depth ? ({ ...step, optional: true } as const) : step;
  scope.variables.set(name, { ...before, chain: { ...before.chain, steps: [...before.chain.steps, added] } });
}

/** Notes a chain where it is sent or handed on, if it may be a query. */
export function emit(scope: Scope, { chain, from }: Open, range: TextRange): void {
  const here = chain.steps.slice(from);
  noteResourceRead(scope, { chain, from }, range);
  if (here.length === 0 || !isWorthwhile(scope, chain, here)) return;
  const fact: ChainFact = {
    fact: 'chain',
    place: scope.reading.placeOf(range),
    chain,
    from,
    inLoop: scope.loops > 0,
  };
  scope.reading.facts.push(fact);
}

/** JsonResource hands on to its model what it has not itself (DelegatesToResource); `resource` is the model. */
function noteResourceRead(scope: Scope, { chain: { root, steps }, from }: Open, range: TextRange): void {
  if (!scope.ofResource || scope.depth > 0 || root.kind !== 'instance' || root.name !== 'this' || from > 0) return;
  const read = steps[0]?.name === 'resource' && steps[0].arguments === undefined ? steps.slice(1) : steps;
  if (scope.className === undefined || read[0] === undefined || read[0].arguments !== undefined) return;
  const place = scope.reading.placeOf(range);
  scope.reading.facts.push({ fact: 'resourceRead', className: scope.className, place, steps: read });
}

function isWorthwhile({ reading }: Scope, { root, steps }: Chain, here: readonly Step[]): boolean {
  if (root.kind === 'builder') return false;
  const className = root.kind === 'user' ? undefined : root.kind === 'class' ? root.name : root.className;
  if (className !== undefined && isForeign(className)) return false;
  if (here.some(({ name, arguments: given }) => given !== undefined && isQueryMethod(name))) return true;
  const reads = here.some(({ name, arguments: given }) => given === undefined && !name.startsWith('*'));
  if (!reads) return false;
  // What a query gave: `Order::find(1)->user`.
  if (root.kind === 'class')
    return steps.some(({ name, arguments: given }) => given !== undefined && sending.has(name.toLowerCase()));
  if (root.kind === 'instance' && root.name === 'this') return reading.relational;
  return root.kind === 'user' || className !== undefined || steps.some(({ name }) => name.startsWith('*'));
}

/** Classes that are no models and no way to one. */
function isForeign(name: string): boolean {
  if (/^(?:Illuminate\\Support\\Facades\\DB|DB|Illuminate\\Notifications\\DatabaseNotification)$/.test(name))
    return false;
  return /^(?:Illuminate|Symfony|Carbon|GuzzleHttp|Psr|Monolog|PHPUnit|Ramsey)\\/.test(name);
}
