import type { Argument, Step } from '../../code/queries/queryFact';
// Conditions hold closures of conditions: one recursion in two files.
// oxlint-disable-next-line import/no-cycle
import { addAll, addStep, deepest, finish, type Surroundings } from './conditionSteps';
import { addCondition, copyOf, type Draft, newDraft } from './draft';
import { featuresOfFragment } from './fragment';
import type { Models } from './models';
import { type Relation, relationOf } from './relation';
import type { ConditionKind } from './shape';

/** An argument that says nothing. */
export const other: Argument = { kind: 'other' };
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
          addWhere(
            draft,
            value.items.map((item) => item.value),
            around,
            optional,
          );
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
export function kindsOf(second: Argument | undefined, third: Argument | undefined): readonly ConditionKind[] {
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
export function addColumn(draft: Draft, written: string, kinds: readonly ConditionKind[], optional: boolean): void {
  const [column = written, json] = written.split('->');
  addCondition(draft, column, json === undefined ? kinds : [], optional);
}

export function addIn(
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

export function addColumns(draft: Draft, given: readonly Argument[]): true {
  const texts = given.flatMap((argument) => (argument.kind === 'text' ? [argument.text] : []));
  // Both sides of an equality of two tables are an edge; of one table, something else that filters.
  for (const column of texts.filter((text) => /^[\w.]+$/.test(text)))
    draft.conditions.push({ column, kinds: ['other'], optional: true });
  if (texts.length < 2) draft.loose = true;
  return true;
}

/** Reads SQL that is put into a condition. */
export function addFragment(draft: Draft, text: string, optional: boolean): void {
  const found = featuresOfFragment(text, draft.table);
  if (found === undefined) draft.loose = true;
  else for (const { column, kind } of found) addCondition(draft, column, [kind], optional);
}

export function addJoinConditions(draft: Draft, steps: readonly Step[], around: Surroundings, optional: boolean): void {
  for (const step of steps)
    if (!/^(?:or)?on$/i.test(step.name) && !addStep(draft, step, around, optional)) draft.loose = true;
}

export function addOrder(draft: Draft, [first, second]: readonly Argument[], name: string, optional: boolean): true {
  const descending =
    name === 'latest' || name.endsWith('desc')
      ? true
      : name === 'oldest' || second === undefined
        ? false
        : directionOf(second);
  const how = { optional, ...(descending === undefined ? {} : { descending }) };
  if (first === undefined && /^(?:latest|oldest)$/.test(name)) draft.order.push({ column: 'created_at', ...how });
  else if (first?.kind === 'text') draft.order.push({ column: first.text.split('->')[0] ?? first.text, ...how });
  else draft.order.push({ column: '*', optional: true });
  return true;
}

function directionOf(argument: Argument): boolean | undefined {
  return argument.kind === 'text' ? argument.text.toLowerCase() === 'desc' : undefined;
}

export function addSelect(draft: Draft, more: boolean, given: readonly Argument[]): true {
  const values = given.flatMap((argument) =>
    argument.kind === 'list' ? argument.items.map(({ value }) => value) : [argument],
  );
  const columns = values.flatMap((value) => (value.kind === 'text' ? [value.text] : []));
  const before = more && draft.selects.kind === 'columns' ? draft.selects.columns : [];
  const whole = columns.length === values.length && columns.every((column) => /^[\w.]+(?:\s+as\s+\w+)?$/i.test(column));
  const isAll = values.length === 1 && /^(?:\w+\.)?\*$/.test(columns[0] ?? '');
  if (isAll && !more) draft.selects = { kind: 'all' };
  else if (whole && (!more || draft.selects.kind === 'columns'))
    draft.selects = { kind: 'columns', columns: [...before, ...columns] };
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
    if (argument.kind === 'text')
      return [{ name: argument.text.split(':')[0] ?? '', plain: !argument.text.includes(':') }];
    if (argument.kind !== 'list') return [];
    return argument.items.flatMap(({ key, value }) =>
      key !== undefined ? [{ name: key.split(':')[0] ?? key, plain: false }] : relationNames([value]),
    );
  });
}

/** The relations on a path from a model: "items.product". */
function relationsOn(models: Models, model: Model_, path: string): readonly Relation[] | undefined {
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
export function addHas(
  draft: Draft,
  name: string,
  given: readonly Argument[],
  around: Surroundings,
  optional: boolean,
): true {
  const [first = other, second, ...rest] = given;
  const { model } = draft;
  const relations =
    first.kind === 'text' && model !== undefined ? relationsOn(around.models, model, first.text) : undefined;
  const last = relations?.at(-1);
  if (relations === undefined || last === undefined) {
    draft.loose = true;
    return true;
  }
  for (const relation of relations)
    addRelated(
      draft,
      relation,
      around,
      optional,
      relation === last
        ? (inner) => {
            const closure = given.find((argument) => argument.kind === 'closure');
            if (name.endsWith('relation') && second !== undefined) addWhere(inner, [second, ...rest], around, false);
            else if (closure?.kind === 'closure') addAll(inner, closure.steps, around, false);
            else if (second?.kind === 'other' && name !== 'has') inner.loose = true;
          }
        : undefined,
    );
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

export function addCounts(draft: Draft, given: readonly Argument[], around: Surroundings, optional: boolean): true {
  for (const argument of given) {
    const list = argument.kind === 'list' ? argument.items : [{ value: argument }];
    for (const item of list) {
      const written =
        'key' in item && item.key !== undefined ? item.key : item.value.kind === 'text' ? item.value.text : undefined;
      const name = written?.split(/\s+as\s+/i)[0]?.trim();
      const relation =
        name === undefined || draft.model === undefined ? undefined : relationOf(around.models, draft.model, name);
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

/** Puts a subquery's tables and conditions into the query around it. */
export function absorb(draft: Draft, inner: Draft, optional: boolean): void {
  if (inner.table !== '') draft.joins.push({ table: inner.table, optional });
  draft.joins.push(...inner.joins.map((join) => ({ table: join.table, optional: optional || join.optional })));
  for (const [alias, table] of inner.aliases) draft.aliases.set(alias, table);
  for (const each of inner.conditions) {
    const own = each.column.includes('.') || inner.table === '';
    draft.conditions.push({
      ...each,
      ...(own ? {} : { within: each.within ?? inner.table }),
      optional: optional || each.optional,
    });
  }
  if (inner.loose) draft.loose = true;
}

export function absorbChain(
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
