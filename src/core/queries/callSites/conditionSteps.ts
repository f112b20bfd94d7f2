import type { Argument, Step } from '../../code/queries/queryFact';
import { addCondition, addTable, copyOf, type Draft, newDraft, trashConditions } from './draft';
import { featuresOfFragment } from './fragment';
import type { Models } from './models';
import { type Relation, relationOf } from './relation';
import type { ConditionKind } from './shape';
import { snake } from './tableName';

/** What is read along the way. */
export interface Surroundings {
  readonly models: Models;
  readonly depth: number;
}

/** Closures in closures, scopes in scopes. */
export const deepest = 8;

const other: Argument = { kind: 'other' };
const operators: Readonly<Record<string, readonly ConditionKind[]>> = {
  '=': ['equal'],
  '<=>': ['equal', 'null'],
  '!=': ['notEqual'],
  '<>': ['notEqual'],
  '<': ['range'],
  '>': ['range'],
  '<=': ['range'],
  '>=': ['range'],
  like: ['like'],
};

/**
 * Adds one step of a chain that only adds to a query: conditions, joins, an order. False for a step that is none of those.
 *
 * Illuminate\Database\Query\Builder, Eloquent\Builder and Eloquent\Concerns\QueriesRelationships, Laravel 8 to 13.
 */
export function addStep(draft: Draft, step: Step, around: Surroundings, optional = false): boolean {
  const given = step.arguments;
  if (given === undefined) return false;
  const maybe = optional || step.optional === true;
  // "or" makes no difference to which columns are read; `whereNot` neither.
  const name = step.name.toLowerCase().replace(/^or(?=where|has|doesnt)/, '');
  const [first = other, second, third] = given;
  const condition = (column: Argument, kinds: readonly ConditionKind[]): true => {
    if (column.kind === 'text') addColumn(draft, column.text, kinds, maybe);
    else if (column.kind === 'raw') addFragment(draft, column.text, maybe);
    else draft.loose = true;
    return true;
  };
  switch (name) {
    case 'query':
    case 'newquery':
    case 'newmodelquery':
    case 'tobase':
    case 'getquery':
    case 'lockforupdate':
    case 'sharedlock':
    case 'lock':
    case 'usewritepdo':
    case 'clone':
    case 'withcasts':
    case 'on':
    case 'onwriteconnection':
    case 'applyscopes':
    case 'chaperone':
    case 'inverse':
    case 'distinct':
    case 'as':
    case 'withpivot':
    case 'withtimestamps':
    case 'using':
    case 'withdefault':
    case 'withpivotvalue':
    case 'useindex':
    case 'forceindex':
    case 'ignoreindex':
    case 'withoutrelations':
      return true;
    case 'wherenot':
    case 'where':
      return addWhere(draft, given, around, maybe);
    case 'wherein':
    case 'whereintegerinraw':
      return addIn(draft, first, second, ['in'], around, maybe);
    case 'wherenotin':
    case 'whereintegernotinraw':
      return addIn(draft, first, second, ['notEqual'], around, maybe);
    case 'wherenull':
    case 'wherenotnull': {
      const kinds: readonly ConditionKind[] = [name === 'wherenull' ? 'null' : 'notNull'];
      if (first.kind === 'list') for (const { value } of first.items) condition(value, kinds);
      else condition(first, kinds);
      return true;
    }
    case 'wherebetween':
      return condition(first, ['range']);
    case 'wherenotbetween':
    case 'wherebetweencolumns':
    case 'wherejsoncontains':
    case 'wherejsondoesntcontain':
    case 'wherejsoncontainskey':
    case 'wherejsonlength':
    case 'wherenotlike':
      return condition(first, []);
    case 'wherelike':
      return condition(first, ['like']);
    case 'wherefulltext':
      if (first.kind === 'list') for (const { value } of first.items) condition(value, []);
      else condition(first, []);
      return true;
    case 'wheredate':
    case 'wheretime':
    case 'whereday':
    case 'wheremonth':
    case 'whereyear':
      return condition(first, ['expression']);
    case 'wherecolumn':
      return addColumns(draft, given);
    case 'whereraw':
    case 'havingraw':
      if (first.kind === 'text' || first.kind === 'raw') {
        if (name === 'whereraw') addFragment(draft, first.text, maybe);
      } else draft.loose = true;
      return true;
    case 'having':
    case 'havingbetween':
    case 'havingnull':
    case 'havingnotnull':
    case 'orhaving':
    case 'orhavingraw':
      return true;
    case 'wherekey':
      return condition({ kind: 'text', text: keyOf(draft) }, first.kind === 'list' ? ['in'] : first.kind === 'number' ? ['equal'] : ['equal', 'in']);
    case 'wherekeynot':
      return condition({ kind: 'text', text: keyOf(draft) }, ['notEqual']);
    case 'whereexists':
    case 'wherenotexists':
      if (first.kind === 'closure') {
        const inner = newDraft('', undefined);
        addAll(inner, first.steps, around, maybe);
        absorb(draft, inner, maybe);
      } else draft.loose = true;
      return true;
    case 'has':
    case 'wherehas':
    case 'withwherehas':
    case 'doesnthave':
    case 'wheredoesnthave':
    case 'whererelation':
    case 'wheredoesnthaverelation':
      return addHas(draft, name, given, around, maybe);
    case 'withcount':
    case 'withexists':
    case 'withsum':
    case 'withavg':
    case 'withmin':
    case 'withmax':
    case 'withaggregate':
      return addCounts(draft, given, around, maybe);
    case 'wherepivot':
    case 'wherepivotin':
    case 'wherepivotnull':
    case 'wherepivotnotnull':
    case 'wherepivotbetween': {
      const [pivot] = draft.joins;
      if (first.kind !== 'text' || pivot === undefined) {
        draft.loose = true;
        return true;
      }
      const kinds: readonly ConditionKind[] =
        name === 'wherepivot'
          ? kindsOf(second, third)
          : name === 'wherepivotin'
            ? ['in']
            : name === 'wherepivotnull'
              ? ['null']
              : name === 'wherepivotnotnull'
                ? ['notNull']
                : ['range'];
      addColumn(draft, `${pivot.table}.${first.text}`, kinds, maybe);
      return true;
    }
    case 'with':
    case 'load':
    case 'loadmissing':
      for (const relation of relationNames(given)) draft.eager.set(relation.name, relation.plain);
      return true;
    case 'withonly':
      draft.eager.clear();
      for (const relation of relationNames(given)) draft.eager.set(relation.name, relation.plain);
      return true;
    case 'without':
      for (const { name: relation } of relationNames(given)) draft.eager.delete(relation);
      return true;
    case 'withtrashed':
      draft.trashed = maybe || given.length > 0 ? 'maybe' : 'with';
      return true;
    case 'onlytrashed':
      draft.trashed = maybe ? 'maybe' : 'only';
      return true;
    case 'withouttrashed':
      draft.trashed = 'without';
      return true;
    case 'withoutglobalscope':
    case 'withoutglobalscopes':
    case 'newquerywithoutscopes':
      draft.globalScopes = false;
      if (name !== 'withoutglobalscope' || (first.kind === 'class' && /SoftDeletingScope$/.test(first.name)))
        draft.trashed = draft.trashed === 'without' ? (given.length === 0 ? 'with' : 'maybe') : draft.trashed;
      return true;
    case 'latest':
    case 'oldest':
    case 'orderby':
    case 'orderbydesc':
      return addOrder(draft, given, name, maybe);
    case 'reorder':
    case 'reorderdesc':
      draft.order = [];
      return given.length === 0 || addOrder(draft, given, name, maybe);
    case 'orderbyraw':
    case 'inrandomorder':
      draft.order.push({ column: '*', optional: true });
      return true;
    case 'latestofmany':
    case 'oldestofmany':
    case 'ofmany':
      draft.loose = true;
      return true;
    case 'limit':
    case 'take':
    case 'forpage':
    case 'forpagebeforeid':
    case 'forpageafterid':
      if (maybe) draft.loose = true;
      else draft.limit = true;
      return true;
    case 'offset':
    case 'skip':
      return true;
    case 'groupby':
      for (const argument of given) {
        if (argument.kind === 'text') draft.group.push(argument.text);
        else if (argument.kind === 'list')
          for (const { value } of argument.items) if (value.kind === 'text') draft.group.push(value.text);
        if (argument.kind === 'other' || argument.kind === 'raw') draft.group.push('*');
      }
      return true;
    case 'groupbyraw':
      draft.group.push('*');
      return true;
    case 'select':
    case 'addselect':
      return addSelect(draft, name === 'addselect', given);
    case 'selectraw':
    case 'selectsub':
      draft.selects = { kind: 'unknown' };
      return true;
    case 'join':
    case 'leftjoin':
    case 'rightjoin':
    case 'crossjoin':
    case 'joinwhere':
    case 'leftjoinwhere':
      if (first.kind === 'text') addTable(draft, first.text, maybe);
      else draft.loose = true;
      if (second?.kind === 'closure') addJoinConditions(draft, second.steps, around, maybe);
      if (/where/.test(name)) draft.loose = true;
      return true;
    case 'joinsub':
    case 'leftjoinsub':
    case 'fromsub':
    case 'rightjoinsub':
      if (first.kind === 'chain') absorbChain(draft, first, around, maybe);
      else draft.loose = true;
      return true;
    case 'union':
    case 'unionall':
      if (first.kind === 'chain') absorbChain(draft, first, around, maybe);
      else draft.loose = true;
      return true;
    case 'from':
      if (first.kind === 'text') addTable(draft, first.text, maybe);
      else draft.loose = true;
      return true;
    case 'when':
    case 'unless':
      for (const argument of given.slice(1)) {
        if (argument.kind === 'closure') addAll(draft, argument.steps, around, true);
        else draft.loose = true;
      }
      if (given.length < 2) draft.loose = true;
      return true;
    case 'tap':
      if (first.kind === 'closure') addAll(draft, first.steps, around, maybe);
      else draft.loose = true;
      return true;
    default:
      return false;
  }
}

/** Steps of a closure, or of a scope. */
export function addAll(draft: Draft, steps: readonly Step[], around: Surroundings, optional: boolean): void {
  if (around.depth > deepest) {
    draft.loose = true;
    return;
  }
  const inner = { ...around, depth: around.depth + 1 };
  for (const step of steps) {
    if (addStep(draft, step, inner, optional) || addScope(draft, step, inner, optional)) continue;
    draft.loose = true;
  }
}

/** A local scope, a method of the model that adds to its query, or a dynamic `whereStatus(…)`. */
export function addScope(draft: Draft, step: Step, around: Surroundings, optional = false): boolean {
  const { models, depth } = around;
  if (step.arguments === undefined || depth > deepest) return false;
  const maybe = optional || step.optional === true;
  const { model } = draft;
  if (model !== undefined) {
    const scope = models.method(model.name, `scope${step.name}`) ?? models.method(model.name, step.name);
    if (scope !== undefined && (scope.isScope || scope.scope.length > 0)) {
      if (scope.scope.length === 0) draft.loose = true;
      addAll(draft, scope.scope, around, maybe);
      return true;
    }
  }
  const ofBuilder = models.builderMethod(step.name);
  const [returned] = ofBuilder?.returns ?? [];
  if (returned !== undefined && returned.root.kind === 'instance' && returned.root.name === 'this') {
    addAll(draft, returned.steps, around, maybe);
    return true;
  }
  const dynamic = /^(?:or)?where([A-Z]\w*)$/.exec(step.name)?.[1];
  if (dynamic === undefined) return false;
  const columns = dynamic.split(/(?:And|Or)(?=[A-Z])/);
  for (const column of columns) addCondition(draft, snake(column), ['equal', 'null'], maybe);
  return true;
}

/** `where('a', 1)`, `where('a', '>', 1)`, `where(['a' => 1])`, `where(fn …)`. */
export function addWhere(draft: Draft, given: readonly Argument[], around: Surroundings, optional: boolean): true {
  const [first = other, second, third] = given;
  switch (first.kind) {
    case 'closure':
      addAll(draft, first.steps, around, optional);
      return true;
    case 'list':
      for (const { key, value } of first.items) {
        if (key !== undefined) addColumn(draft, key, value.kind === 'null' ? ['null'] : ['equal', 'null'], optional);
        else if (value.kind === 'list') {
          addWhere(draft, value.items.map((item) => item.value), around, optional);
        } else draft.loose = true;
      }
      return true;
    case 'raw':
      addFragment(draft, given.length === 1 ? first.text : `${first.text} = ?`, optional);
      return true;
    case 'text': {
      const value = given.length > 2 ? third : second;
      if (value?.kind === 'closure' || value?.kind === 'chain') {
        draft.loose = true;
        return true;
      }
      addColumn(draft, first.text, kindsOf(second, third), optional);
      return true;
    }
    default:
      draft.loose = true;
      return true;
  }
}

/** What `where(column, second, third)` compares with. */
function kindsOf(second: Argument | undefined, third: Argument | undefined): readonly ConditionKind[] {
  if (third === undefined) {
    if (second === undefined || second.kind === 'null') return ['null'];
    // A variable may hold null.
    return second.kind === 'other' ? ['equal', 'null'] : ['equal'];
  }
  if (second?.kind !== 'text') return [];
  if (third.kind === 'null') return second.text === '=' ? ['null'] : ['notNull'];
  const kinds = operators[second.text.trim().toLowerCase()] ?? [];
  return third.kind === 'other' && kinds.includes('equal') ? ['equal', 'null'] : kinds;
}

/** A column, or a part of a JSON column: `meta->color`. */
function addColumn(draft: Draft, written: string, kinds: readonly ConditionKind[], optional: boolean): void {
  const [column = written, json] = written.split('->');
  addCondition(draft, column, json === undefined ? kinds : [], optional);
}

function addIn(
  draft: Draft,
  first: Argument,
  second: Argument | undefined,
  kinds: readonly ConditionKind[],
  around: Surroundings,
  optional: boolean,
): true {
  if (second?.kind === 'chain' || second?.kind === 'closure') {
    // The column becomes an edge between two tables: only what stands in the subquery is compared.
    if (second.kind === 'chain') absorbChain(draft, second, around, optional);
    else {
      const inner = newDraft('', undefined);
      addAll(inner, second.steps, around, optional);
      absorb(draft, inner, optional);
    }
    return true;
  }
  if (first.kind === 'text') addColumn(draft, first.text, kinds, optional);
  else draft.loose = true;
  return true;
}

function addColumns(draft: Draft, given: readonly Argument[]): true {
  const texts = given.flatMap((argument) => (argument.kind === 'text' ? [argument.text] : []));
  // Both sides of an equality of two tables are an edge; of one table, something else that filters.
  for (const column of texts.filter((text) => /^[\w.]+$/.test(text))) draft.conditions.push({ column, kinds: ['other'], optional: true });
  if (texts.length < 2) draft.loose = true;
  return true;
}

/** Reads SQL that is put into a condition. */
function addFragment(draft: Draft, text: string, optional: boolean): void {
  const found = featuresOfFragment(text, draft.table);
  if (found === undefined) draft.loose = true;
  else for (const { column, kind } of found) addCondition(draft, column, [kind], optional);
}

function addJoinConditions(draft: Draft, steps: readonly Step[], around: Surroundings, optional: boolean): void {
  for (const step of steps)
    if (!/^(?:or)?on$/i.test(step.name) && !addStep(draft, step, around, optional)) draft.loose = true;
}

function addOrder(draft: Draft, [first, second]: readonly Argument[], name: string, optional: boolean): true {
  const descending = name === 'latest' || /desc$/.test(name) ? true : name === 'oldest' || second === undefined ? false : directionOf(second);
  const how = { optional, ...(descending === undefined ? {} : { descending }) };
  if (first === undefined && /^(?:latest|oldest)$/.test(name)) draft.order.push({ column: 'created_at', ...how });
  else if (first?.kind === 'text') draft.order.push({ column: first.text.split('->')[0] ?? first.text, ...how });
  else draft.order.push({ column: '*', optional: true });
  return true;
}

function directionOf(argument: Argument): boolean | undefined {
  return argument.kind === 'text' ? argument.text.toLowerCase() === 'desc' : undefined;
}

function addSelect(draft: Draft, more: boolean, given: readonly Argument[]): true {
  const values = given.flatMap((argument) => (argument.kind === 'list' ? argument.items.map(({ value }) => value) : [argument]));
  const columns = values.flatMap((value) => (value.kind === 'text' ? [value.text] : []));
  const before = more && draft.selects.kind === 'columns' ? draft.selects.columns : [];
  const whole = columns.length === values.length && columns.every((column) => /^[\w.]+(?:\s+as\s+\w+)?$/i.test(column));
  const isAll = values.length === 1 && /^(?:\w+\.)?\*$/.test(columns[0] ?? '');
  if (isAll && !more) draft.selects = { kind: 'all' };
  else if (whole && (!more || draft.selects.kind === 'columns')) draft.selects = { kind: 'columns', columns: [...before, ...columns] };
  else draft.selects = { kind: 'unknown' };
  return true;
}

/** "id" with its table. */
export function keyOf({ table, model }: Draft): string {
  return `${table}.${model?.key ?? 'id'}`;
}

/** Relations in `with('a', 'b.c')`, `with(['a', 'b' => fn …])`; `plain`: nothing is added to it. */
export function relationNames(given: readonly Argument[]): readonly { name: string; plain: boolean }[] {
  return given.flatMap((argument): { name: string; plain: boolean }[] => {
    if (argument.kind === 'text') return [{ name: argument.text.split(':')[0] ?? '', plain: !argument.text.includes(':') }];
    if (argument.kind !== 'list') return [];
    return argument.items.flatMap(({ key, value }) =>
      key !== undefined ? [{ name: key.split(':')[0] ?? key, plain: false }] : relationNames([value]),
    );
  });
}

/** The relations on a path from a model: "items.product". */
export function relationsOn(models: Models, model: Model_, path: string): readonly Relation[] | undefined {
  const found: Relation[] = [];
  let owner = model;
  for (const name of path.split('.')) {
    const relation = relationOf(models, owner, name);
    if (relation === undefined) return undefined;
    found.push(relation);
    owner = relation.related;
  }
  return found;
}
type Model_ = Parameters<typeof relationOf>[1];

/** A condition on the existence of related rows: a subquery. */
function addHas(draft: Draft, name: string, given: readonly Argument[], around: Surroundings, optional: boolean): true {
  const [first = other, second, ...rest] = given;
  const { model } = draft;
  const relations = first.kind === 'text' && model !== undefined ? relationsOn(around.models, model, first.text) : undefined;
  const last = relations?.at(-1);
  if (relations === undefined || last === undefined) {
    draft.loose = true;
    return true;
  }
  for (const relation of relations) addRelated(draft, relation, around, optional, relation === last ? (inner) => {
    const closure = given.find((argument) => argument.kind === 'closure');
    if (/relation$/.test(name) && second !== undefined) addWhere(inner, [second, ...rest], around, false);
    else if (closure?.kind === 'closure') addAll(inner, closure.steps, around, false);
    else if (second?.kind === 'other' && name !== 'has') inner.loose = true;
  } : undefined);
  if (name === 'withwherehas' && first.kind === 'text') draft.eager.set(first.text, false);
  return true;
}

/** Puts the tables and conditions of a relation into a query that looks for related rows. */
function addRelated(
  draft: Draft,
  relation: Relation,
  around: Surroundings,
  optional: boolean,
  more?: (inner: Draft) => void,
): void {
  const inner = newDraft(relation.related.table, relation.related);
  for (const table of relation.joins) inner.joins.push({ table, optional: false });
  if (relation.typeColumn !== undefined) addCondition(inner, relation.typeColumn, ['equal'], false);
  addAll(inner, relation.more, around, false);
  more?.(inner);
  finish(inner, around);
  absorb(draft, inner, optional);
}

function addCounts(draft: Draft, given: readonly Argument[], around: Surroundings, optional: boolean): true {
  for (const argument of given) {
    const list = argument.kind === 'list' ? argument.items : [{ value: argument }];
    for (const item of list) {
      const written = 'key' in item && item.key !== undefined ? item.key : item.value.kind === 'text' ? item.value.text : undefined;
      const name = written?.split(/\s+as\s+/i)[0]?.trim();
      const relation = name === undefined || draft.model === undefined ? undefined : relationOf(around.models, draft.model, name);
      if (relation === undefined) {
        draft.loose = true;
        continue;
      }
      const { value } = item;
      addRelated(draft, relation, around, optional, (inner) => {
        if (value.kind === 'closure') addAll(inner, value.steps, around, false);
      });
    }
    // withSum('items', 'price'): the second is a column.
    if (argument.kind === 'text' && given.length === 2 && given[1]?.kind === 'text') break;
  }
  return true;
}

/** Adds what a model adds by itself: soft deletion and global scopes. */
export function finish(draft: Draft, around: Surroundings): void {
  draft.conditions.push(...trashConditions(draft));
  if (draft.model === undefined || !draft.globalScopes) return;
  for (const scope of draft.model.globalScopes) {
    if (scope.kind === 'closure' && scope.steps.length > 0) addAll(draft, scope.steps, around, false);
    else draft.loose = true;
  }
}

/** Puts a subquery's tables and conditions into the query around it. */
function absorb(draft: Draft, inner: Draft, optional: boolean): void {
  if (inner.table !== '') draft.joins.push({ table: inner.table, optional });
  draft.joins.push(...inner.joins.map((join) => ({ table: join.table, optional: optional || join.optional })));
  for (const [alias, table] of inner.aliases) draft.aliases.set(alias, table);
  for (const each of inner.conditions) {
    const column = each.column.includes('.') || inner.table === '' ? each.column : `${inner.table}.${each.column}`;
    draft.conditions.push({ ...each, column, optional: optional || each.optional });
  }
  if (inner.loose) draft.loose = true;
}

function absorbChain(
  draft: Draft,
  { chain }: Extract<Argument, { kind: 'chain' }>,
  around: Surroundings,
  optional: boolean,
): void {
  const inner = draftOfChain(chain, around);
  if (inner === undefined) draft.loose = true;
  else {
    finish(inner, around);
    absorb(draft, inner, optional);
  }
}

/** The query that a builder given as an argument is. */
function draftOfChain(chain: Extract<Argument, { kind: 'chain' }>['chain'], around: Surroundings): Draft | undefined {
  const { root, steps } = chain;
  if (root.kind !== 'class' || around.depth > deepest) return undefined;
  const model = around.models.model(root.name);
  let draft = model?.table === undefined ? undefined : newDraft(model.table, model);
  for (const step of steps) {
    if (draft === undefined) {
      const [first] = step.arguments ?? [];
      if (step.name !== 'table' || first?.kind !== 'text') return undefined;
      const [, table = '', alias] = /^\s*([\w.]+)(?:\s+(?:as\s+)?(\w+))?\s*$/i.exec(first.text) ?? [];
      draft = newDraft(table, undefined);
      if (alias !== undefined) draft.aliases.set(alias, table);
    } else addAll(draft, [step], around, false);
  }
  return draft === undefined ? undefined : copyOf(draft);
}
