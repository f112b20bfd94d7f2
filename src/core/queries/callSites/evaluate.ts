import { relating, sending } from '../../code/queries/methodNames';
import type { Argument, Chain, QueryPlace, Step } from '../../code/queries/queryFact';
import { isFacade } from '../../code/facade';
import { lastPart } from '../../laravel/php/names';
import { addAll, addScope, addStep, addWhere, deepest, finish, keyOf, relationNames, type Surroundings } from './conditionSteps';
import { addCondition, copyOf, type Draft, newDraft } from './draft';
import type { Model, Models } from './models';
import { type Relation, relationOf } from './relation';
import type { Selects, Shape, Verb } from './shape';
import { studly } from './tableName';

/** Where a chain is evaluated, and what takes the statements that it sends. */
export interface Evaluation {
  readonly models: Models;
  readonly place: QueryPlace;
  readonly inLoop: boolean;
  /** Steps before this one were told at another place. */
  readonly from: number;
  readonly send: (shape: Shape) => void;
  /** A relation that is read of one of a collection: `eager` says whether the collection was read with it. */
  readonly each?: (found: EachRead) => void;
}

/** `$order->user` where `$order` is one of a collection that one statement read. */
export interface EachRead {
  readonly model: Model;
  readonly relation: Relation;
  readonly place: QueryPlace;
}

type State =
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'builder'; readonly draft: Draft }
  /** `eager`: relations that are loaded with it; undefined for an object that no query of this chain read. */
  | { readonly kind: 'instance' | 'collection'; readonly model: Model; readonly eager?: ReadonlySet<string>; readonly each?: true; readonly guessed: boolean }
  | { readonly kind: 'unknown'; readonly name: string }
  | undefined;

/** Follows a chain from its root, and gives away each statement that it sends. */
export function evaluateChain(chain: Chain, evaluation: Evaluation, depth = 0): State {
  let state = begin(chain, evaluation.models);
  for (const [at, step] of chain.steps.entries()) {
    const told = at >= evaluation.from;
    state = next(state, step, told ? evaluation : { ...evaluation, send: quiet, each: quiet }, depth);
    if (state === undefined) return undefined;
  }
  // Handed on: whoever gets it may add to it, and sends it.
  if (state?.kind === 'builder' && chain.steps.length > evaluation.from && !/^\*/.test(chain.steps.at(-1)?.name ?? ''))
    evaluation.send(shapeOf(state.draft, evaluation, 'select', { open: true }));
  return state;
}

const quiet = (): void => undefined;

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
    case 'builder':
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
    if (returned === undefined || (returned.root.kind === 'instance' && returned.root.name !== 'this')) return undefined;
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
  if (step.name === '*each') {
    const { model } = before;
    return model && { kind: 'instance', model, eager: eagerOf(before), each: true, guessed: before.guessed };
  }
  if (step.arguments === undefined) return undefined;
  if (step.optional === true && sending.has(step.name.toLowerCase())) return { kind: 'builder', draft: before };
  const draft = copyOf(before);
  if (sending.has(step.name.toLowerCase())) return sendIt(draft, step, evaluation);
  if (addStep(draft, step, around) || addScope(draft, step, around)) return { kind: 'builder', draft };
  draft.loose = true;
  return { kind: 'builder', draft };
}

const eagerOf = ({ eager }: Draft): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const path of eager.keys()) {
    const parts = path.split('.');
    for (let end = 1; end <= parts.length; end++) names.add(parts.slice(0, end).join('.'));
  }
  return names;
};

function shapeOf(
  given: Draft,
  { place, inLoop, models }: Evaluation,
  verb: Verb,
  more: Partial<Shape> & { readonly bare?: boolean } = {},
): Shape {
  const draft = copyOf(given);
  finish(draft, { models, depth: 0 });
  const { bare: _bare, ...rest } = more;
  return {
    verb,
    table: draft.table,
    joins: draft.joins,
    aliases: draft.aliases,
    conditions: draft.conditions,
    order: draft.order,
    group: draft.group,
    limit: draft.limit ? 'yes' : 'no',
    selects: draft.joins.length > 0 && draft.selects.kind === 'all' && draft.relation !== undefined ? { kind: 'unknown' } : draft.selects,
    loose: draft.loose,
    open: false,
    guessed: draft.guessed,
    what: '',
    place,
    inLoop,
    ...(draft.relation === undefined ? {} : { relation: draft.relation }),
    ...rest,
  };
}

/** What a method that sends makes of the query, and what it gives back. */
function sendIt(draft: Draft, step: Step, evaluation: Evaluation): State {
  const { send, models } = evaluation;
  const name = step.name.toLowerCase();
  const given = step.arguments ?? [];
  const [first, second] = given;
  const { model } = draft;
  const around: Surroundings = { models, depth: 0 };
  const what = step.name;
  const give = (kind: 'instance' | 'collection'): State =>
    model && { kind, model, eager: eagerOf(draft), guessed: draft.guessed };
  const select = (more: Partial<Shape> = {}): void => {
    send(shapeOf(draft, evaluation, 'select', { what, ...more }));
    if (model !== undefined) sendEager(draft, model, evaluation);
  };
  const columnsOf = (argument: Argument | undefined): Selects | undefined => {
    const texts =
      argument?.kind === 'list'
        ? argument.items.map(({ value }) => (value.kind === 'text' ? value.text : undefined))
        : argument?.kind === 'text'
          ? [argument.text]
          : undefined;
    if (argument === undefined || draft.selects.kind !== 'all') return undefined;
    if (texts === undefined || texts.includes(undefined)) return { kind: 'unknown' };
    const columns = texts.flatMap((text) => text ?? []);
    return columns.length === 1 && columns[0] === '*' ? { kind: 'all' } : { kind: 'columns', columns };
  };
  const choose = (argument: Argument | undefined): void => {
    draft.selects = columnsOf(argument) ?? draft.selects;
  };
  const aggregate = (function_: string): void => {
    const order = draft.group.length === 0 ? [] : draft.order;
    send(shapeOf({ ...draft, order }, evaluation, 'select', { what, selects: { kind: 'aggregate', name: function_ } }));
  };
  const byKey = (argument: Argument | undefined): void => {
    // A variable may hold a list: seldom, and then nothing tells it from a relation that is read for several.
    addCondition(draft, keyOf(draft), argument?.kind === 'list' ? ['in'] : ['equal'], false);
  };
  switch (name) {
    case 'get':
    case 'all':
    case 'getmodels':
    case 'geteager':
    case 'cursor':
      choose(first);
      select();
      return give('collection');
    case 'getresults':
      if (draft.one) draft.limit = true;
      select();
      return give(draft.one ? 'instance' : 'collection');
    case 'first':
    case 'firstorfail':
    case 'sole':
      choose(first);
      draft.limit = true;
      select();
      return give('instance');
    case 'firstor':
      draft.limit = true;
      select({ selects: { kind: 'unknown' } });
      return give('instance');
    case 'firstwhere':
      addWhere(draft, given, around, false);
      draft.limit = true;
      select();
      return give('instance');
    case 'find':
    case 'findorfail':
    case 'findornew':
    case 'findor':
    case 'findsole':
      byKey(first);
      choose(second?.kind === 'closure' ? undefined : second);
      select({ limit: first?.kind === 'list' ? 'no' : 'yes' });
      return give('instance');
    case 'findmany':
      addCondition(draft, keyOf(draft), ['in'], false);
      choose(second);
      select();
      return give('collection');
    case 'firstornew':
    case 'firstorcreate':
    case 'createorfirst':
    case 'updateorcreate':
    case 'updateorinsert':
    case 'incrementorcreate': {
      const query = copyOf(draft);
      if (first !== undefined) addWhere(query, [first], around, false);
      if (name === 'updateorinsert')
        send(shapeOf(query, evaluation, 'select', { what, selects: { kind: 'exists' } }));
      else send(shapeOf({ ...query, limit: true }, evaluation, 'select', { what }));
      if (name !== 'firstornew') send(insertOf(draft, [first, second], evaluation, what));
      return give('instance');
    }
    case 'value':
    case 'valueorfail':
    case 'solevalue':
    case 'rawvalue':
      choose(first);
      draft.limit = true;
      select();
      return undefined;
    case 'pluck':
    case 'implode':
      choose(
        second?.kind === 'text' && first?.kind === 'text' && name === 'pluck'
          ? { kind: 'list', items: [{ value: first }, { value: second }] }
          : first,
      );
      select();
      return undefined;
    case 'count':
    case 'getcountforpagination':
      aggregate('count');
      return undefined;
    case 'sum':
    case 'avg':
    case 'average':
    case 'min':
    case 'max':
      aggregate(name === 'average' ? 'avg' : name);
      return undefined;
    case 'aggregate':
    case 'numericaggregate':
      send(shapeOf(draft, evaluation, 'select', { what, selects: { kind: 'unknown' } }));
      return undefined;
    case 'exists':
    case 'doesntexist':
    case 'existsor':
    case 'doesntexistor':
      send(shapeOf(draft, evaluation, 'select', { what, selects: { kind: 'exists' } }));
      return undefined;
    case 'paginate':
      send(shapeOf({ ...draft, order: [] }, evaluation, 'select', { what, selects: { kind: 'aggregate', name: 'count' } }));
      choose(second);
      draft.limit = true;
      select();
      return give('collection');
    case 'simplepaginate':
    case 'cursorpaginate':
      choose(second);
      draft.limit = true;
      select(name === 'cursorpaginate' ? { loose: true } : {});
      return give('collection');
    case 'chunk':
    case 'chunkmap':
    case 'each':
    case 'lazy':
      if (draft.order.length === 0) draft.order.push({ column: keyOf(draft), optional: false });
      draft.limit = true;
      select();
      return give('collection');
    case 'chunkbyid':
    case 'chunkbyiddesc':
    case 'orderedchunkbyid':
    case 'eachbyid':
    case 'lazybyid':
    case 'lazybyiddesc':
      draft.order.push({ column: keyOf(draft), optional: false });
      addCondition(draft, keyOf(draft), ['range'], true);
      draft.limit = true;
      select();
      return give('collection');
    case 'update':
    case 'updatefrom':
    case 'increment':
    case 'decrement':
    case 'incrementeach':
    case 'decrementeach':
    case 'touch': {
      const writes = name === 'update' ? keysOf(first) : name === 'touch' ? ['updated_at'] : incremented(given);
      const stamped = model !== undefined;
      send(shapeOf({ ...draft, order: [] }, evaluation, 'update', { what, stamped, ...(writes && { writes }) }));
      return undefined;
    }
    case 'restore':
      send(shapeOf({ ...draft, order: [] }, evaluation, 'update', { what, writes: ['deleted_at'] }));
      return undefined;
    case 'delete':
    case 'forcedelete': {
      const soft = name === 'delete' && model?.softDeletes === true;
      const query = name === 'forcedelete' ? { ...draft, trashed: 'maybe' as const } : draft;
      send(shapeOf({ ...query, order: [] }, evaluation, soft ? 'update' : 'delete', { what, ...(soft ? { writes: ['deleted_at'] } : {}) }));
      return undefined;
    }
    case 'truncate':
      return undefined;
    default:
      // create, insert, upsert and what is like them
      send(insertOf(draft, given, evaluation, what));
      return /^(?:create|forcecreate|createquietly)/.test(name) ? give('instance') : undefined;
  }
}

/** Columns that `increment('a', 1, ['b' => …])` writes. */
function incremented([first, , third]: readonly Argument[]): readonly string[] | undefined {
  if (first?.kind !== 'text' || (third !== undefined && third.kind !== 'list')) return undefined;
  return [first.text, ...(third === undefined ? [] : (keysOf(third) ?? []))];
}

/** Keys of a list that is written out; undefined where some are not. */
function keysOf(argument: Argument | undefined): readonly string[] | undefined {
  if (argument?.kind !== 'list' || argument.items.length === 0) return undefined;
  const keys = argument.items.map(({ key }) => key);
  return keys.every((key) => key !== undefined) ? keys : undefined;
}

function insertOf(draft: Draft, given: readonly (Argument | undefined)[], evaluation: Evaluation, what: string): Shape {
  const lists = given.flatMap((argument) => {
    if (argument?.kind !== 'list') return argument === undefined ? [] : [undefined];
    const nested = argument.items.every(({ key, value }) => key === undefined && value.kind === 'list');
    return nested && argument.items.length > 0 ? [keysOf(argument.items[0]?.value)] : [keysOf(argument)];
  });
  const writes = lists.length > 0 && lists.every((each) => each !== undefined) ? lists.flatMap((each) => each ?? []) : undefined;
  const bare = newDraft(draft.table, undefined);
  return shapeOf({ ...bare, guessed: draft.guessed }, evaluation, 'insert', {
    what,
    stamped: draft.model !== undefined,
    ...(writes && { writes }),
    loose: writes === undefined,
  });
}

/** Statements for the relations that are read with a query. */
function sendEager(draft: Draft, model: Model, evaluation: Evaluation): void {
  for (const [path, plain] of draft.eager) {
    let owner = model;
    const parts = path.split('.');
    for (const [at, part] of parts.entries()) {
      const relation = relationOf(evaluation.models, owner, part);
      if (relation === undefined) break;
      const whole = at === parts.length - 1;
      evaluation.send(eagerShape(relation, owner, { ...evaluation }, draft.guessed, whole ? plain : true));
      owner = relation.related;
    }
  }
}

/** A relation's query for several parents. `plain`: nothing is added to it. */
function eagerShape(relation: Relation, owner: Model, evaluation: Evaluation, guessed: boolean, plain: boolean): Shape {
  const draft = relationDraft(relation, evaluation.models, { model: owner.name, name: relation.name, how: 'eager' });
  addCondition(draft, relation.column, ['in'], false);
  return shapeOf(draft, evaluation, 'select', {
    what: `with('${relation.name}')`,
    guessed,
    // A morph-to-one reads its parents the same way; the columns that a closure chose are not looked at.
    ...(plain ? {} : { loose: true, selects: { kind: 'unknown' } }),
  });
}

function relationDraft(relation: Relation, models: Models, how: Shape['relation']): Draft {
  const { related, joins, typeColumn, more, one } = relation;
  const draft = newDraft(related.table, related, { one, ...(how === undefined ? {} : { relation: how }) });
  for (const table of joins) draft.joins.push({ table, optional: false });
  if (typeColumn !== undefined) addCondition(draft, typeColumn, ['equal'], false);
  // A relation through a model that is deleted softly leaves its deleted rows out.
  if (/through$/.test(relation.kind)) {
    const through = models.all.find(({ table, softDeletes }) => table === joins[0] && softDeletes);
    if (through?.table !== undefined) addCondition(draft, `${through.table}.deleted_at`, ['null'], false);
  }
  addAll(draft, more, { models, depth: 1 }, false);
  return draft;
}

/** `$order->items()`: the relation's query for one parent. */
export function lazyDraft(relation: Relation, owner: Model, models: Models): Draft {
  const draft = relationDraft(relation, models, { model: owner.name, name: relation.name, how: 'lazy' });
  addCondition(draft, relation.column, ['equal'], false);
  if (/^(?:has(?:one|many)|morph(?:one|many))$/.test(relation.kind)) addCondition(draft, relation.column, ['notNull'], false);
  return draft;
}

/** What a relation sends wherever it is read: for one parent, and for several. */
export function relationShapes(relation: Relation, owner: Model, models: Models): readonly Shape[] {
  const evaluation: Evaluation = { models, place: relation.place, inLoop: false, from: 0, send: quiet };
  const draft = lazyDraft(relation, owner, models);
  if (relation.one) draft.limit = true;
  const what = `${lastPart(owner.name)}::${relation.name}`;
  return [
    { ...shapeOf(draft, evaluation, 'select', { what }), defines: true },
    { ...eagerShape(relation, owner, evaluation, false, true), what, defines: true },
  ];
}

type Instance = Extract<State, { kind: 'instance' | 'collection' }>;

function ofInstance(state: Instance, step: Step, evaluation: Evaluation, depth: number): State {
  const { model, guessed } = state;
  const { models } = evaluation;
  if (step.name === '*each') return undefined;
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
    const inner = { ...evaluation, send: quiet, each: quiet, from: 0 };
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
      sendIt(own, step, { ...evaluation, send: (shape) => evaluation.send({ ...shape, conditions: shape.conditions.slice(0, 1) }) });
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
  const rest = new Set<string>(relation.related.with);
  for (const path of eager ?? []) if (path.startsWith(`${relation.name}.`)) rest.add(path.slice(relation.name.length + 1));
  if (!loaded) {
    const draft = lazyDraft(relation, model, models);
    if (relation.one) draft.limit = true;
    evaluation.send(shapeOf(draft, evaluation, 'select', { guessed, what: `${lastPart(model.name)}::${relation.name}` }));
    if (state.each === true) evaluation.each?.({ model, relation, place: evaluation.place });
  }
  return {
    kind: relation.one ? 'instance' : 'collection',
    model: relation.related,
    guessed,
    eager: rest,
    ...(state.each === true && relation.one ? { each: true } : {}),
  };
}

function ofCollection(state: Instance, step: Step, evaluation: Evaluation): State {
  const lower = step.name.toLowerCase();
  const { model, guessed, eager = new Set<string>() } = state;
  if (step.name === '*each') return { kind: 'instance', model, guessed, eager, each: true };
  if (step.arguments === undefined) return undefined;
  if (lower === 'load' || lower === 'loadmissing') {
    const table = model.table ?? '';
    const reading = newDraft(table, model, { guessed, eager: new Map() });
    for (const { name, plain } of relationNames(step.arguments)) reading.eager.set(name, plain);
    sendEager(reading, model, evaluation);
    return { ...state, eager: new Set([...eager, ...eagerOf(reading)]) };
  }
  if (/^(?:first|last|firstorfail|sole|find|pop|shift|random|firstwhere)$/.test(lower)) return { kind: 'instance', model, guessed, eager };
  if (/^(?:filter|reject|where\w*|sortby\w*|sort|values|unique|take|skip|slice|reverse|each|tap|items|getcollection|keyby|shuffle|only|except|merge|collect|lazy|all|get)$/.test(lower))
    return state;
  return undefined;
}
