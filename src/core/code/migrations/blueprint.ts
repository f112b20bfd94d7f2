import type { TextRange } from '../../base/text';
import type { Argument, Expression } from '../../laravel/php/syntax';
import { type Names, argumentOf, datumOf, textOf, textsOf } from './datum';
import type { IndexType, SchemaChange } from './step';

// Illuminate\Database\Schema\Blueprint of Laravel 6 to 13: what its methods add to a table.

/** One call of a chain `$table->string('name')->nullable()`. */
export interface Link {
  readonly method: string;
  readonly arguments: readonly Argument[];
  readonly range: TextRange;
}

/** Methods that add one column, named by their first argument. */
const columnMethods = new Set(
  `bigIncrements bigInteger binary boolean char computed date dateTime dateTimeTz decimal double enum float foreignId
  foreignUlid foreignUuid geography geometry geometryCollection increments integer integerIncrements ipAddress json jsonb
  lineString longText macAddress mediumIncrements mediumInteger mediumText multiLineString multiPoint multiPolygon
  multiPolygonZ point polygon rawColumn set smallIncrements smallInteger string text time timeTz timestamp timestampTz
  tinyIncrements tinyInteger tinyText tsvector ulid unsignedBigInteger unsignedDecimal unsignedDouble unsignedFloat
  unsignedInteger unsignedMediumInteger unsignedSmallInteger unsignedTinyInteger uuid vector year id`
    .split(/\s+/)
    .map((name) => name.toLowerCase()),
);
/** Names of columns that need not be given. */
const defaultNames: ReadonlyMap<string, string> = new Map([
  ['id', 'id'],
  ['uuid', 'uuid'],
  ['ulid', 'ulid'],
  ['ipaddress', 'ip_address'],
  ['macaddress', 'mac_address'],
]);
const increments = /^(?:\w*increments|id)$/;
const indexMethods: ReadonlyMap<string, IndexType> = new Map([
  ['primary', 'primary'],
  ['unique', 'unique'],
  ['index', 'index'],
  ['fulltext', 'fulltext'],
  ['spatialindex', 'spatial'],
]);
const pairs: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['timestamps', ['created_at', 'updated_at']],
  ['timestampstz', ['created_at', 'updated_at']],
  ['nullabletimestamps', ['created_at', 'updated_at']],
  ['nullabletimestampstz', ['created_at', 'updated_at']],
  ['datetimes', ['created_at', 'updated_at']],
]);
/** Calls that change nothing that is looked at. */
const harmless = new Set(['comment', 'charset', 'collation', 'temporary', 'autoincrement', 'from', 'instant', 'lock']);

/** What one chain does; undefined when something in it is not known, or its names are not certain. */
export function changesOf(chain: readonly Link[], names: Names): readonly SchemaChange[] | undefined {
  const [first, ...modifiers] = chain;
  if (first === undefined) return undefined;
  const method = first.method.toLowerCase();
  const columns = columnsOf(method, first, modifiers, names);
  if (columns !== undefined) return columns;
  if (harmless.has(method)) return [];
  const index = indexMethods.get(method);
  if (index !== undefined) {
    const on = textsOf(argumentOf(first.arguments, 0, 'columns'), names);
    return on === undefined ? undefined : [{ kind: 'index', index, columns: on, ...nameOf(first, names) }];
  }
  if (method === 'foreign') {
    const on = textsOf(argumentOf(first.arguments, 0, 'columns'), names);
    return on === undefined ? undefined : [{ kind: 'foreign', columns: on, ...nameOf(first, names) }];
  }
  return dropping(method, first, names);
}

/** The name given to an index; "" for one that is not certain, nothing where Laravel makes it. */
function nameOf(link: Link, names: Names, place = 1): { name?: string } {
  const given = argumentOf(link.arguments, place, 'name') ?? argumentOf(link.arguments, place, 'indexName');
  const datum = datumOf(given, names);
  if (given === undefined || (datum?.kind === 'other' && datum.value === null)) return {};
  return { name: textOf(given, names) ?? '' };
}

type ColumnChange = SchemaChange & { kind: 'column' };

function columnsOf(
  method: string,
  first: Link,
  modifiers: readonly Link[],
  names: Names,
): readonly SchemaChange[] | undefined {
  const column = (name: string, type: string, extra: Partial<ColumnChange> = {}): ColumnChange => ({
    kind: 'column',
    column: name,
    type,
    nullable: false,
    hasDefault: false,
    placed: false,
    autoIncrement: false,
    change: false,
    nameRange: first.range,
    ...extra,
  });
  const written = argumentOf(
    first.arguments,
    method === 'addcolumn' ? 1 : 0,
    method === 'addcolumn' ? 'name' : 'column',
  );
  if (columnMethods.has(method) || method === 'addcolumn' || method === 'foreignidfor') {
    const given = method === 'foreignidfor' ? argumentOf(first.arguments, 1, 'column') : written;
    const fallback = method === 'foreignidfor' ? keyName(first) : defaultNames.get(method);
    const name = given === undefined && first.arguments.length < 2 ? fallback : textOf(given, names);
    if (name === undefined)
      return modifiers.some(addsIndex) || increments.test(method) ? undefined : [{ kind: 'someColumn' }];
    const type = method === 'addcolumn' ? (textOf(argumentOf(first.arguments, 0, 'type'), names) ?? '') : first.method;
    const autoIncrement = increments.test(method) || autoIncrements(first, modifiers, names);
    const place = given === undefined ? {} : { nameRange: given.range };
    return modified(column(name, type, { autoIncrement, ...place }), modifiers, names);
  }
  const pair = pairs.get(method);
  if (pair !== undefined) return pair.map((name) => column(name, 'timestamp', { nullable: true }));
  if (method.startsWith('softdeletes')) {
    const name = written === undefined ? 'deleted_at' : textOf(written, names);
    return name === undefined ? undefined : modified(column(name, 'timestamp', { nullable: true }), modifiers, names);
  }
  if (method === 'remembertoken') return [column('remember_token', 'string', { nullable: true })];
  if (!/^(?:nullable)?(?:numeric|uuid|ulid)?morphs$/.test(method)) return undefined;
  const name = textOf(argumentOf(first.arguments, 0, 'name'), names);
  if (name === undefined) return undefined;
  const nullable = method.startsWith('nullable');
  return [
    column(`${name}_type`, 'string', { nullable }),
    column(`${name}_id`, 'morphs', { nullable }),
    {
      kind: 'index',
      index: 'index',
      columns: [`${name}_type`, `${name}_id`],
      ...nameOf(first, names),
    },
  ];
}

function addsIndex({ method }: Link): boolean {
  return indexMethods.has(method.toLowerCase()) || ['constrained', 'references', 'autoIncrement'].includes(method);
}

/**
 * What `foreignIdFor(User::class)` makes of a model that names its key as most do (Model::getForeignKey). A guess in the
 * column's name alone: whether it has an index is certain.
 */
function keyName({ arguments: [first] }: Link): string | undefined {
  const model = first?.value.kind === 'new' ? first.value.className : first?.value;
  const className = typeof model === 'object' && model.kind === 'classConstant' ? model.className : model;
  if (typeof className !== 'string') return undefined;
  const base = className.slice(className.lastIndexOf('\\') + 1);
  return `${base.replace(/(?<!^)([A-Z])/g, '_$1').toLowerCase()}_id`;
}

/** `integer('id', true)`, `addColumn('integer', 'id', ['autoIncrement' => true])`, `->autoIncrement()`. */
function autoIncrements(first: Link, modifiers: readonly Link[], names: Names): boolean {
  if (modifiers.some(({ method }) => method === 'autoIncrement')) return true;
  const second = /integer$/i.test(first.method) ? argumentOf(first.arguments, 1, 'autoIncrement') : undefined;
  const datum = datumOf(second, names);
  return datum?.kind === 'other' && datum.value === true;
}

/** The column with its modifiers, and the index and key they add. */
function modified(start: ColumnChange, modifiers: readonly Link[], names: Names): readonly SchemaChange[] | undefined {
  let column = start;
  const keys: SchemaChange[] = [];
  const asked = new Map<IndexType, SchemaChange>();
  for (const [at, link] of modifiers.entries()) {
    const { arguments: args } = link;
    const method = link.method.toLowerCase();
    const datum = datumOf(args[0]?.value, names);
    const off = datum?.kind === 'other' && datum.value === false;
    const index = indexMethods.get(method);
    if (index !== undefined) {
      if (args.length > 0 && datum === undefined) return undefined;
      const name = datum?.kind === 'text' ? { name: datum.text } : {};
      if (!off) asked.set(index, { kind: 'index', index, columns: [column.column], ...name });
      else asked.set(index, { kind: 'dropIndex', index, columns: [column.column] });
    } else if (method === 'nullable') column = { ...column, nullable: !off };
    else if (method === 'change') column = { ...column, change: true };
    else if (method === 'after' || method === 'first') column = { ...column, placed: true };
    else if (method === 'storedas' || method === 'persisted') column = { ...column, generated: 'stored' };
    else if (method === 'virtualas') column = { ...column, generated: 'virtual' };
    else if (['usecurrent', 'usecurrentonupdate'].includes(method)) column = { ...column, hasDefault: true };
    else if (method === 'default')
      column = { ...column, hasDefault: true, ...(datum === undefined ? { computedDefault: true as const } : {}) };
    else if (method === 'constrained' || method === 'references') {
      keys.push({ kind: 'foreign', columns: [column.column], ...nameOf(link, names, method === 'references' ? 1 : 2) });
      // The rest of the chain is about the key.
      if (modifiers.slice(at + 1).some(({ method: later }) => indexMethods.has(later.toLowerCase()))) return undefined;
      break;
    }
  }
  // Blueprint::addFluentIndexes makes one index for a column: of `->unique()->index()` the unique one alone. Without
  // change() a false only means that there is none.
  const counting = fluentOrder.flatMap((type) => asked.get(type) ?? []);
  const first = counting.find(({ kind }) => kind === 'index' || column.change);
  return [column, ...(first === undefined ? [] : [first]), ...keys];
}

const fluentOrder: readonly IndexType[] = ['primary', 'unique', 'index', 'fulltext', 'spatial'];

function dropping(method: string, link: Link, names: Names): readonly SchemaChange[] | undefined {
  const { arguments: args } = link;
  const list = (): readonly string[] | undefined => {
    const all = args.map(({ value, spread }) => (spread ? undefined : textsOf(value, names)));
    return all.every((texts) => texts !== undefined) ? all.flat() : undefined;
  };
  const dropColumns = (columns: readonly string[] | undefined): readonly SchemaChange[] | undefined =>
    columns === undefined ? undefined : [{ kind: 'dropColumn', columns }];
  const text = (place: number, name: string): string | undefined => textOf(argumentOf(args, place, name), names);
  switch (method) {
    case 'dropcolumn':
      return dropColumns(list());
    case 'droptimestamps':
    case 'droptimestampstz':
      return dropColumns(['created_at', 'updated_at']);
    case 'dropsoftdeletes':
    case 'dropsoftdeletestz':
      return dropColumns(args.length === 0 ? ['deleted_at'] : list());
    case 'dropremembertoken':
      return dropColumns(['remember_token']);
    case 'dropconstrainedforeignid': {
      const columns = list();
      return columns === undefined
        ? undefined
        : [
            { kind: 'dropForeign', columns },
            { kind: 'dropColumn', columns },
          ];
    }
    case 'dropmorphs': {
      const name = text(0, 'name');
      return name === undefined ? undefined : dropColumns([`${name}_type`, `${name}_id`]);
    }
    case 'renamecolumn':
    case 'renameindex': {
      const [from, to] = [text(0, 'from'), text(1, 'to')];
      if (from === undefined || to === undefined) return undefined;
      return [{ kind: method === 'renamecolumn' ? 'renameColumn' : 'renameIndex', from, to }];
    }
    case 'rename': {
      const to = text(0, 'to');
      return [{ kind: 'rename', ...(to === undefined ? {} : { to }) }];
    }
    case 'drop':
    case 'dropifexists':
      return [{ kind: 'drop' }];
    case 'engine':
    case 'innodb': {
      const engine = method === 'innodb' ? 'InnoDB' : text(0, 'engine');
      return engine === undefined ? undefined : [engineChange(engine, link.range)];
    }
    default:
      return droppedIndex(method, args, names);
  }
}

/** `$table->engine = 'InnoDB'` and `$table->engine('InnoDB')`. */
export function engineChange(engine: string, engineRange: TextRange): SchemaChange {
  return { kind: 'engine', engine, engineRange };
}

function droppedIndex(method: string, args: readonly Argument[], names: Names): readonly SchemaChange[] | undefined {
  if (!method.startsWith('drop')) return undefined;
  const what = method.slice('drop'.length);
  const index = what === 'foreign' ? undefined : indexMethods.get(what);
  if (index === undefined && what !== 'foreign') return undefined;
  const given: Expression | undefined = args[0]?.value;
  const datum = datumOf(given, names);
  const columns = datum?.kind === 'array' ? textsOf(given, names) : undefined;
  const by = datum?.kind === 'text' ? { name: datum.text } : columns === undefined ? undefined : { columns };
  if (what === 'foreign') return by === undefined ? undefined : [{ kind: 'dropForeign', ...by }];
  if (index === undefined || (by === undefined && index !== 'primary')) return undefined;
  return [{ kind: 'dropIndex', index, ...by }];
}
