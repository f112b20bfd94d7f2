// Conditions hold closures of conditions: one recursion in two files.
/* oxlint-disable import/no-cycle */
import type { Argument, Step } from '../../code/queries/queryFact';
import { addCondition, addTable, type Draft, newDraft, trashConditions } from './draft';
import {
  absorb,
  absorbChain,
  addColumn,
  addColumns,
  addCounts,
  addFragment,
  addHas,
  addIn,
  addJoinConditions,
  addOrder,
  addSelect,
  addWhere,
  keyOf,
  kindsOf,
  relationNames,
  other,
} from './conditionParts';
import type { Models } from './models';
import { relationOf } from './relation';
import type { ConditionKind } from './shape';
import { snake } from './tableName';

/** What is read along the way. */
export interface Surroundings {
  readonly models: Models;
  readonly depth: number;
}

/** Closures in closures, scopes in scopes. */
export const deepest = 8;

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
      return condition(
        { kind: 'text', text: keyOf(draft) },
        first.kind === 'list' ? ['in'] : first.kind === 'number' ? ['equal'] : ['equal', 'in'],
      );
    case 'wherebelongsto': {
      const relation =
        second?.kind === 'text' && draft.model !== undefined
          ? relationOf(around.models, draft.model, second.text)
          : undefined;
      if (relation?.kind !== 'belongsto') draft.loose = true;
      else addCondition(draft, `${draft.table}.${relation.parentColumn}`, ['in', 'equal'], maybe);
      return true;
    }
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
      if (name !== 'withoutglobalscope' || (first.kind === 'class' && first.name.endsWith('SoftDeletingScope')))
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

/** Adds what a model adds by itself: soft deletion and global scopes. */
export function finish(draft: Draft, around: Surroundings): void {
  draft.conditions.push(...trashConditions(draft));
  if (draft.model === undefined || !draft.globalScopes) return;
  for (const scope of draft.model.globalScopes) {
    if (scope.kind === 'closure' && scope.steps.length > 0) addAll(draft, scope.steps, around, false);
    else draft.loose = true;
  }
}
