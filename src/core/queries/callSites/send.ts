import type { Argument, Step } from '../../code/queries/queryFact';
import { lastPart } from '../../laravel/php/names';
import { addAll, finish, type Surroundings } from './conditionSteps';
import { addWhere, keyOf } from './conditionParts';
import { addCondition, byCursor, copyOf, type Draft, newDraft } from './draft';
import type { Evaluation, State } from './evaluate';
import type { Model, Models } from './models';
import { type Relation, relationOf } from './relation';
import type { Selects, Shape, Verb } from './shape';

/** Nobody listens. */
export const quiet = (): void => undefined;

export const eagerOf = ({ eager }: Draft): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const path of eager.keys()) {
    const parts = path.split('.');
    for (let end = 1; end <= parts.length; end++) names.add(parts.slice(0, end).join('.'));
  }
  return names;
};

export function shapeOf(
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
    selects:
      draft.joins.length > 0 && draft.selects.kind === 'all' && draft.relation !== undefined
        ? { kind: 'unknown' }
        : draft.selects,
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
export function sendIt(draft: Draft, step: Step, evaluation: Evaluation): State {
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
      choose(first);
      select();
      return give('collection');
    case 'cursor':
      choose(first);
      send(shapeOf(draft, evaluation, 'select', { what }));
      // One row after the other: relations are not read with them.
      return model && { kind: 'collection', model, eager: new Set([byCursor]), guessed: draft.guessed };
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
      if (name === 'updateorinsert') send(shapeOf(query, evaluation, 'select', { what, selects: { kind: 'exists' } }));
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
      send(
        shapeOf({ ...draft, order: [] }, evaluation, 'select', { what, selects: { kind: 'aggregate', name: 'count' } }),
      );
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
      send(
        shapeOf({ ...query, order: [] }, evaluation, soft ? 'update' : 'delete', {
          what,
          ...(soft ? { writes: ['deleted_at'] } : {}),
        }),
      );
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
  const writes =
    lists.length > 0 && lists.every((each) => each !== undefined) ? lists.flatMap((each) => each ?? []) : undefined;
  const bare = newDraft(draft.table, undefined);
  return shapeOf({ ...bare, guessed: draft.guessed }, evaluation, 'insert', {
    what,
    stamped: draft.model !== undefined,
    ...(writes && { writes }),
    loose: writes === undefined,
  });
}

/** Statements for the relations that are read with a query. */
export function sendEager(draft: Draft, model: Model, evaluation: Evaluation): void {
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
  if (relation.kind.endsWith('through')) {
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
  if (/^(?:has(?:one|many)|morph(?:one|many))$/.test(relation.kind))
    addCondition(draft, relation.column, ['notNull'], false);
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
