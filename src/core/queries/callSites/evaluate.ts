import { relating, sending } from '../../code/queries/methodNames';
import type { Chain, QueryPlace, Step } from '../../code/queries/queryFact';
import { isFacade } from '../../code/facade';
import { lastPart } from '../../laravel/php/names';
import { keyOf, relationNames } from './conditionParts';
import { addScope, addStep, deepest, type Surroundings } from './conditionSteps';
import { addCondition, byCursor, copyOf, type Draft, newDraft } from './draft';
import type { Model, Models } from './models';
import { eagerOf, lazyDraft, quiet, sendEager, sendIt, shapeOf } from './send';
import { type Relation, relationOf } from './relation';
import type { Shape } from './shape';
import { studly } from './tableName';

/** Where a chain is evaluated, and what takes the statements that it sends. */
export interface Evaluation {
  readonly models: Models;
  readonly place: QueryPlace;
  readonly inLoop: boolean;
  /** Steps before this one were told at another place. */
  readonly from: number;
  readonly send: (shape: Shape) => void;
}

export type State =
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'builder'; readonly draft: Draft }
  /** `eager`: relations that are loaded with it; undefined for an object that no query of this chain read. */
  | {
      readonly kind: 'instance' | 'collection';
      readonly model: Model;
      readonly eager?: ReadonlySet<string>;
      /** It is one after the other of a collection, by this path of relations: "" for what the loop itself is given. */
      readonly each?: string;
      readonly guessed: boolean;
    }
  | { readonly kind: 'unknown'; readonly name: string }
  | undefined;

/** Follows a chain from its root, and gives away each statement that it sends. */
export function evaluateChain(chain: Chain, evaluation: Evaluation, depth = 0): State {
  let state = begin(chain, evaluation.models);
  for (const [at, step] of chain.steps.entries()) {
    const told = at >= evaluation.from;
    state = next(state, step, told ? evaluation : { ...evaluation, send: quiet }, depth);
    if (state === undefined) return undefined;
  }
  // Handed on: whoever gets it may add to it, and sends it.
  if (
    state?.kind === 'builder' &&
    chain.steps.length > evaluation.from &&
    !(chain.steps.at(-1)?.name ?? '').startsWith('*')
  )
    evaluation.send(shapeOf(state.draft, evaluation, 'select', { open: true }));
  return state;
}

function begin({ root }: Chain, models: Models): State {
  switch (root.kind) {
    case 'class':
      return { kind: 'class', name: root.name };
    case 'user': {
      const model = models.named('User');
      return model && { kind: 'instance', model, guessed: false };
    }
    case 'instance': {
      const model = root.className === undefined ? undefined : models.model(root.className);
      if (model !== undefined) return { kind: 'instance', model, guessed: false };
      if (root.className !== undefined && root.name !== 'this') return undefined;
      const named = root.name === 'this' || root.name === '' ? undefined : models.named(studly(root.name));
      return named ? { kind: 'instance', model: named, guessed: true } : { kind: 'unknown', name: root.name };
    }
    default:
      return undefined;
  }
}

function next(state: State, step: Step, evaluation: Evaluation, depth: number): State {
  if (depth > deepest) return undefined;
  switch (state?.kind) {
    case 'class':
      return ofClass(state.name, step, evaluation, depth);
    case 'builder':
      return ofBuilder(state.draft, step, evaluation, depth);
    case 'instance':
      return ofInstance(state, step, evaluation, depth);
    case 'collection':
      return ofCollection(state, step, evaluation);
    case 'unknown':
      return ofUnknown(state.name, step, evaluation.models);
    default:
      return undefined;
  }
}

/** `$this->order` of something that is no model: an object whose name tells its class. */
function ofUnknown(_name: string, step: Step, models: Models): State {
  if (step.arguments !== undefined) return undefined;
  const model = models.named(studly(step.name));
  return model && { kind: 'instance', model, guessed: true };
}

function ofClass(className: string, step: Step, evaluation: Evaluation, depth: number): State {
  const { models } = evaluation;
  if (isFacade(className, 'DB')) return ofDatabase(className, step);
  const model = models.model(className);
  if (model === undefined) return undefined;
  const lower = step.name.toLowerCase();
  if (lower === 'factory') return undefined;
  if (model.table === undefined) return undefined;
  const draft = newDraft(model.table, model);
  if (lower === 'make') return { kind: 'instance', model, guessed: false };
  if (lower === 'destroy' || lower === 'forcedestroy') {
    addCondition(draft, keyOf(draft), ['equal', 'in'], false);
    return sendIt(draft, { ...step, name: lower === 'destroy' ? 'delete' : 'forceDelete' }, evaluation);
  }
  const method = models.method(model.name, step.name);
  const isScope = method !== undefined && (method.isScope || method.scope.length > 0);
  if (method !== undefined && !isScope && !sending.has(lower)) {
    // A static method of its own that gives a builder back.
    const [returned] = method.returns;
    if (returned === undefined || (returned.root.kind === 'instance' && returned.root.name !== 'this'))
      return undefined;
    return evaluateChain(returned, { ...evaluation, send: quiet, from: 0 }, depth + 1);
  }
  return ofBuilder(draft, step, evaluation, depth);
}

/** The facade: `DB::table('orders as o')`, `DB::connection('x')->table(…)`. */
function ofDatabase(className: string, step: Step): State {
  if (step.name === 'connection') return { kind: 'class', name: className };
  const [first] = step.arguments ?? [];
  if (step.name !== 'table' || first?.kind !== 'text') return undefined;
  const [, table, alias] = /^\s*([\w.]+)(?:\s+(?:as\s+)?(\w+))?\s*$/i.exec(first.text) ?? [];
  if (table === undefined) return undefined;
  const draft = newDraft(table, undefined);
  if (alias !== undefined) draft.aliases.set(alias, table);
  return { kind: 'builder', draft };
}

function ofBuilder(before: Draft, step: Step, evaluation: Evaluation, depth: number): State {
  const around: Surroundings = { models: evaluation.models, depth };
  if (step.name === '*each' || step.name === '*one') {
    const { model, guessed } = before;
    const each = step.name === '*each' ? { each: '' } : {};
    return model && { kind: 'instance', model, eager: eagerOf(before), ...each, guessed };
  }
  if (step.arguments === undefined) return undefined;
  if (step.optional === true && sending.has(step.name.toLowerCase())) return { kind: 'builder', draft: before };
  const draft = copyOf(before);
  if (sending.has(step.name.toLowerCase())) return sendIt(draft, step, evaluation);
  if (addStep(draft, step, around) || addScope(draft, step, around)) return { kind: 'builder', draft };
  draft.loose = true;
  return { kind: 'builder', draft };
}

type Instance = Extract<State, { kind: 'instance' | 'collection' }>;

function ofInstance(state: Instance, step: Step, evaluation: Evaluation, depth: number): State {
  const { model, guessed } = state;
  const { models } = evaluation;
  if (step.name.startsWith('*')) return undefined;
  const relation = relationOf(models, model, step.name);
  if (step.arguments === undefined) {
    if (relation === undefined) return undefined;
    return readRelation(state, relation, evaluation);
  }
  if (relation !== undefined && step.arguments.length === 0) {
    return { kind: 'builder', draft: { ...lazyDraft(relation, model, models), guessed } };
  }
  if (model.table === undefined) return undefined;
  const lower = step.name.toLowerCase();
  const own = newDraft(model.table, model, { guessed, trashed: 'with', globalScopes: false });
  const method = models.method(model.name, step.name);
  if (method !== undefined && !relating.has(lower)) {
    const [returned] = method.returns;
    if (returned?.root.kind !== 'instance' || returned.root.name !== 'this') return undefined;
    const inner = { ...evaluation, send: quiet, from: 0 };
    const [first] = returned.steps;
    return first?.name === step.name ? undefined : afterOwn(state, returned, inner, depth);
  }
  switch (lower) {
    case 'newquery':
    case 'newmodelquery':
    case 'where':
    case 'wherein':
    case 'with':
    case 'select':
    case 'query':
      return ofBuilder(newDraft(model.table, model, { guessed }), step, evaluation, depth);
    case 'find':
    case 'findorfail':
    case 'findmany':
    case 'all':
    case 'create':
    case 'firstorcreate':
    case 'updateorcreate':
    case 'firstornew':
      return sendIt(newDraft(model.table, model, { guessed }), step, evaluation);
    case 'load':
    case 'loadmissing': {
      const reading = newDraft(model.table, model, { guessed, eager: new Map() });
      for (const { name, plain } of relationNames(step.arguments)) reading.eager.set(name, plain);
      sendEager(reading, model, evaluation);
      return { ...state, eager: new Set([...(state.eager ?? []), ...eagerOf(reading)]) };
    }
    case 'fresh':
    case 'refresh':
      addCondition(own, keyOf(own), ['equal'], false);
      evaluation.send(shapeOf({ ...own, limit: true }, evaluation, 'select', { what: step.name }));
      return { kind: 'instance', model, guessed };
    case 'update':
    case 'increment':
    case 'decrement':
    case 'touch':
    case 'delete':
    case 'forcedelete':
    case 'restore':
      // Without the table's name: Model::setKeysForSaveQuery().
      addCondition(own, model.key, ['equal'], false);
      sendIt(own, step, {
        ...evaluation,
        send: (shape) => evaluation.send({ ...shape, conditions: shape.conditions.slice(0, 1) }),
      });
      return state;
    default:
      return undefined;
  }
}

/** A method of the model that gives back what a chain on `$this` gives. */
function afterOwn(state: Instance, returned: Chain, evaluation: Evaluation, depth: number): State {
  let inner: State = { kind: 'instance', model: state.model, guessed: state.guessed };
  for (const step of returned.steps) {
    inner = next(inner, step, evaluation, depth + 1);
    if (inner === undefined) return undefined;
  }
  return inner;
}

function readRelation(state: Instance, relation: Relation, evaluation: Evaluation): State {
  const { model, guessed, eager } = state;
  const { models } = evaluation;
  const loaded = eager?.has(relation.name) === true;
  const each =
    state.each === undefined ? undefined : [state.each, relation.name].filter((part) => part !== '').join('.');
  const rest = new Set<string>(relation.related.with);
  for (const path of eager ?? [])
    if (path.startsWith(`${relation.name}.`)) rest.add(path.slice(relation.name.length + 1));
  if (eager?.has(byCursor) === true) rest.add(byCursor);
  if (!loaded) {
    const draft = lazyDraft(relation, model, models);
    if (relation.one) draft.limit = true;
    evaluation.send(
      shapeOf(draft, evaluation, 'select', {
        guessed,
        what: `${lastPart(model.name)}::${relation.name}`,
        ...(each === undefined ? {} : { each, cursor: eager?.has(byCursor) === true }),
      }),
    );
  }
  return {
    kind: relation.one ? 'instance' : 'collection',
    model: relation.related,
    guessed,
    eager: rest,
    ...(each !== undefined && relation.one ? { each } : {}),
  };
}

function ofCollection(state: Instance, step: Step, evaluation: Evaluation): State {
  const lower = step.name.toLowerCase();
  const { model, guessed, eager = new Set<string>() } = state;
  if (step.name === '*each') return { kind: 'instance', model, guessed, eager, each: '' };
  if (step.name === '*one') return { kind: 'instance', model, guessed, eager };
  if (step.arguments === undefined) return undefined;
  if (lower === 'load' || lower === 'loadmissing') {
    const table = model.table ?? '';
    const reading = newDraft(table, model, { guessed, eager: new Map() });
    for (const { name, plain } of relationNames(step.arguments)) reading.eager.set(name, plain);
    sendEager(reading, model, evaluation);
    return { ...state, eager: new Set([...eager, ...eagerOf(reading)]) };
  }
  if (/^(?:first|last|firstorfail|sole|find|pop|shift|random|firstwhere)$/.test(lower))
    return { kind: 'instance', model, guessed, eager };
  if (
    /^(?:filter|reject|where\w*|sortby\w*|sort|values|unique|take|skip|slice|reverse|each|tap|items|getcollection|keyby|shuffle|only|except|merge|collect|lazy|all|get)$/.test(
      lower,
    )
  )
    return state;
  return undefined;
}
