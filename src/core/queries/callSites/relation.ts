import { relating } from '../../code/queries/methodNames';
import type { Argument, QueryPlace, Step } from '../../code/queries/queryFact';
import { lastPart } from '../../laravel/php/names';
import type { Model, Models } from './models';
import { plural, snake } from './tableName';

/** A relation of a model: what is read for it, by which column. */
export interface Relation {
  readonly name: string;
  readonly kind: string;
  readonly related: Model & { readonly table: string };
  /** The column that its parents' keys are looked for in, with its table. */
  readonly column: string;
  /** The column of the parent that these keys are in. */
  readonly parentColumn: string;
  /** Tables that are joined for it. */
  readonly joins: readonly string[];
  /** Column that says of which model the parent is, with its table. */
  readonly typeColumn?: string;
  /** One row comes out. */
  readonly one: boolean;
  /** What the definition adds: `->orderBy(…)`. */
  readonly more: readonly Step[];
  readonly place: QueryPlace;
}

/** Length of chains and relations through relations that are followed. */
const deepest = 5;

/** The relation that a method of a model defines; undefined where it defines none, or one whose columns are not certain. */
export function relationOf(models: Models, owner: Model, name: string, depth = 0): Relation | undefined {
  const method = models.method(owner.name, name);
  const [returned] = method?.returns ?? [];
  if (method === undefined || returned === undefined || depth > deepest) return undefined;
  const { root, steps } = returned;
  if (root.kind !== 'instance' || root.name !== 'this') return undefined;
  const [first, ...more] = steps;
  if (first?.arguments === undefined) return undefined;
  if (!relating.has(first.name.toLowerCase())) {
    // `return $this->orders()->where(…)`
    const inner = first.name === name ? undefined : relationOf(models, owner, first.name, depth + 1);
    return inner && { ...inner, name, more: [...inner.more, ...more], place: method.place };
  }
  const made = make(models, owner, name, first.name.toLowerCase(), first.arguments);
  if (made === undefined) return undefined;
  const one = made.one || more.some((step) => /^one$/i.test(step.name));
  return { ...made, name, one, more, place: method.place };
}

type Made = Omit<Relation, 'name' | 'more' | 'place'>;

function make(models: Models, owner: Model, name: string, kind: string, given: readonly Argument[]): Made | undefined {
  const classOf = (argument: Argument | undefined): (Model & { table: string }) | undefined => {
    const className =
      argument?.kind === 'class' ? argument.name : argument?.kind === 'text' ? argument.text : undefined;
    const model = className === undefined ? undefined : models.model(className.replace(/^\\/, ''));
    return model?.table === undefined ? undefined : { ...model, table: model.table };
  };
  const related = classOf(given[0]);
  if (related === undefined || owner.table === undefined) return undefined;
  let uncertain = false;
  const text = (at: number, otherwise: string): string => {
    const argument = given[at];
    if (argument?.kind === 'text') return argument.text;
    if (argument !== undefined && argument.kind !== 'null') uncertain = true;
    return otherwise;
  };
  const ownKey = `${snake(lastPart(owner.name))}_${owner.key}`;
  const at = (table: string, column: string): string => (column.includes('.') ? column : `${table}.${column}`);
  const build = (): Made | undefined => {
    switch (kind) {
      case 'hasone':
      case 'hasmany':
        return {
          kind,
          related,
          column: at(related.table, text(1, ownKey)),
          parentColumn: text(2, owner.key),
          joins: [],
          one: kind === 'hasone',
        };
      case 'belongsto':
        return {
          kind,
          related,
          column: at(related.table, text(2, related.key)),
          parentColumn: text(1, `${snake(name)}_${related.key}`),
          joins: [],
          one: true,
        };
      case 'belongstomany': {
        const joined = [snake(lastPart(owner.name)), snake(lastPart(related.name))].sort().join('_');
        const pivot = pivotTable(models, given[1], joined);
        if (pivot === undefined) return undefined;
        return {
          kind,
          related,
          column: at(pivot, text(2, ownKey)),
          parentColumn: text(4, owner.key),
          joins: [pivot],
          one: false,
        };
      }
      case 'hasonethrough':
      case 'hasmanythrough': {
        const through = classOf(given[1]);
        if (through === undefined) return undefined;
        return {
          kind,
          related,
          column: at(through.table, text(2, ownKey)),
          parentColumn: text(4, owner.key),
          joins: [through.table],
          one: kind === 'hasonethrough',
        };
      }
      case 'morphone':
      case 'morphmany': {
        const morph = text(1, '');
        return {
          kind,
          related,
          column: at(related.table, text(3, `${morph}_id`)),
          typeColumn: at(related.table, text(2, `${morph}_type`)),
          parentColumn: text(4, owner.key),
          joins: [],
          one: kind === 'morphone',
        };
      }
      case 'morphtomany':
      case 'morphedbymany': {
        const morph = text(1, '');
        const pivot = pivotTable(models, given[2], morphPivot(morph));
        if (pivot === undefined) return undefined;
        const column = text(3, kind === 'morphtomany' ? `${morph}_id` : ownKey);
        return {
          kind,
          related,
          column: at(pivot, column),
          typeColumn: at(pivot, `${morph}_type`),
          parentColumn: owner.key,
          joins: [pivot],
          one: false,
        };
      }
      default:
        return undefined;
    }
  };
  const made = build();
  return uncertain ? undefined : made;
}

/** A pivot table by name, or by the class of a pivot model. */
function pivotTable(models: Models, argument: Argument | undefined, otherwise: string): string | undefined {
  if (argument === undefined || argument.kind === 'null') return otherwise;
  if (argument.kind === 'text') return argument.text;
  return argument.kind === 'class' ? models.model(argument.name)?.table : undefined;
}

/** "taggable" → "taggables": the last word in plural (HasRelationships::morphToMany). */
function morphPivot(name: string): string {
  const words = name.split('_');
  const last = words.pop() ?? '';
  return [...words, plural(last)].join('_');
}
