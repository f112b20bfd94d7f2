import type { TextRange } from '../../base/text';
import type { Argument, Expression, FunctionLike, Statement } from '../../laravel/php/syntax';
import { type Link, changesOf, engineChange } from './blueprint';
import { conditionsOf } from './conditions';
import { type Datum, argumentOf, datumOf, facadeOf, isThis, plainName, textOf, textsOf } from './datum';
import {
  argumentsIn,
  assigned,
  bodiesOf,
  chainOf,
  collected,
  isBuilderCall,
  mayChange,
  readsOnly,
  sqlOf,
  touchesSchema,
} from './schemaCalls';
import type { Condition, Guard, SchemaChange, SchemaStep } from './step';

/** The table that a Blueprint variable stands for. */
interface OpenTable {
  readonly table?: string;
  readonly tableRange?: TextRange;
  readonly connection?: string;
}

/** Where the reading is: what is known there, and what has to hold to get there. */
interface Place {
  readonly variables: Map<string, Datum>;
  readonly blueprints: ReadonlyMap<string, OpenTable>;
  /** Closures in variables. */
  readonly closures: Map<string, FunctionLike>;
  readonly conditions: readonly Guard[];
  /** Methods that are being read, against endless recursion. */
  readonly depth: number;
}

/** The migration's own class, as far as up() may use it. */
export interface MigrationClass {
  /** The file's text. */
  readonly text: string;
  readonly members: ReadonlyMap<string, Datum>;
  readonly methods: ReadonlyMap<string, FunctionLike>;
  /** `protected $connection`. */
  readonly connection?: string;
}

const deepest = 6;
/** More rounds of one loop than any migration writes out. */
const mostRounds = 200;
/** Statements that are read, those of loops and methods each time. */
const mostStatements = 50_000;

/** What a method of a migration does to the schema, in order. What it does not say for certain is marked so. */
export function readSteps(method: FunctionLike, own: MigrationClass): readonly SchemaStep[] {
  const steps: SchemaStep[] = [];
  let asked = 0;
  let left = mostStatements;
  let unread = false;
  statements(method.body, {
    variables: new Map(),
    blueprints: new Map(),
    closures: new Map(),
    conditions: [],
    depth: 0,
  });
  return steps;

  function guarded(place: Place, conditions: readonly Condition[]): Place {
    const guards = conditions.map((condition) => ({ ...condition, id: asked++ }));
    return { ...place, variables: new Map(place.variables), conditions: [...place.conditions, ...guards] };
  }

  function unsure(place: Place): Place {
    return guarded(place, [{ kind: 'unknown' }]);
  }

  function add(change: SchemaChange, range: TextRange, place: Place, open: OpenTable = {}): void {
    steps.push({ ...change, range, conditions: place.conditions, ...open });
  }

  /** What is not read may do anything to any table. */
  function giveUp(range: TextRange): void {
    if (!unread) steps.push({ kind: 'unknown', range, conditions: [] });
    unread = true;
  }

  function statements(body: readonly Statement[], start: Place): void {
    let place = start;
    for (const statement of body) {
      if (left-- <= 0) return giveUp(statement.range);
      const { kind } = statement;
      if (kind === 'expression') expression(statement.expression, place);
      else if (kind === 'return' && statement.value !== undefined) expression(statement.value, place);
      else if (kind === 'block') statements(statement.body, place);
      else if (kind === 'if') place = branches(statement, place);
      else if (kind === 'foreach') loop(statement, place);
      else if (kind === 'try') {
        statements(statement.body, place);
        for (const { body: caught } of statement.catches) statements(caught, unsure(place));
        statements(statement.always, place);
      } else if (touchesSchema([statement])) {
        statements(bodiesOf(statement), unsure(place));
      }
      if (kind === 'return') return;
    }
  }

  function branches(statement: Statement & { kind: 'if' }, place: Place): Place {
    const { test, consequent, alternate } = statement;
    const names = { variables: place.variables, members: own.members };
    const within = (negated: boolean): Place => guarded(place, conditionsOf(test, names, negated));
    statements(consequent, within(false));
    statements(alternate, within(true));
    for (const name of assigned([...consequent, ...alternate])) place.variables.delete(name);
    const last = consequent.at(-1);
    const leaves =
      last?.kind === 'return' ||
      last?.kind === 'continue' ||
      (last?.kind === 'expression' && last.expression.kind === 'throw');
    return leaves && alternate.length === 0 ? within(true) : place;
  }

  function loop({ subject, key, value, body }: Statement & { kind: 'foreach' }, place: Place): void {
    const datum = datumOf(subject, { variables: place.variables, members: own.members });
    const [keyName, valueName] = [key, value].map((each) =>
      each?.kind === 'variable' && typeof each.name === 'string' ? each.name : undefined,
    );
    for (const name of assigned(body)) place.variables.delete(name);
    if (datum?.kind !== 'array' || datum.entries.size > mostRounds || valueName === undefined) {
      const variables = new Map(place.variables);
      if (valueName !== undefined) variables.delete(valueName);
      if (keyName !== undefined) variables.delete(keyName);
      if (touchesSchema(body)) statements(body, unsure({ ...place, variables }));
      return;
    }
    for (const [at, entry] of datum.entries) {
      if (left <= 0) return giveUp(subject.range);
      const variables = new Map(place.variables);
      if (entry === undefined) variables.delete(valueName);
      else variables.set(valueName, entry);
      if (keyName !== undefined) variables.set(keyName, { kind: 'text', text: at });
      statements(body, { ...place, variables });
    }
  }

  function expression(value: Expression, place: Place): void {
    if (value.kind === 'assign') return assignment(value, place);
    if (value.kind === 'closure') return;
    const chain = chainOf(value);
    if (chain === undefined) return elsewhere(value, place);
    const { root, links } = chain;
    left -= links.length >> 2;
    const names = { variables: place.variables, members: own.members };
    const open = root.kind === 'variable' ? place.blueprints.get(plainName(root.name)) : undefined;
    if (open !== undefined) {
      for (const change of changesOf(links, names) ?? [{ kind: 'unknown' } as const])
        add(change, value.range, place, open);
      return;
    }
    const [first, second] = links;
    if (root.kind === 'staticCall') {
      const facade = facadeOf(root.className);
      const call: Link = { method: plainName(root.method), arguments: root.arguments, range: root.range };
      if (facade === 'Schema' && call.method === 'connection' && first !== undefined) {
        const on = textOf(call.arguments[0]?.value, names) ?? '';
        return schemaCall(first, value.range, place, on);
      }
      if (facade === 'Schema' && first === undefined) return schemaCall(call, value.range, place, own.connection);
      if (facade === 'DB') return databaseCall(call.method === 'connection' ? first : call, call, value.range, place);
    }
    if (isThis(root) && first !== undefined && second === undefined) {
      const method = own.methods.get(first.method.toLowerCase());
      if (method !== undefined && place.depth < deepest) return inline(method, first.arguments, place);
    }
    // `$this->schema->create(…)`, `$schema->table(…)`: a builder of which it is not certain where it leads.
    if (first !== undefined && isBuilderCall(first)) return schemaCall(first, value.range, place, '');
    elsewhere(value, place);
  }

  /** Anything else: `collect($names)->each(…)` is a loop; closures that others run may run, or not, or several times. */
  function elsewhere(value: Expression, place: Place): void {
    if (!mayChange(value)) return;
    const closures = [...argumentsIn(value)].flatMap(({ value: each }) =>
      each.kind === 'closure' ? [each.declaration] : [],
    );
    const inside = closures.some(({ body }) => touchesSchema(body));
    if (!inside) return add({ kind: 'unknown' }, value.range, place);
    const list = value.kind === 'methodCall' && value.method === 'each' ? collected(value.target) : undefined;
    for (const { parameters, body, range } of closures) {
      const [first] = parameters;
      const subject = list;
      if (subject !== undefined && first !== undefined && closures.length === 1) {
        const name = { kind: 'variable', range, name: first.name } as const;
        loop({ kind: 'foreach', range, subject, value: name, byReference: false, body }, place);
      } else {
        const within = unsure(place);
        for (const { name } of parameters) within.variables.delete(name);
        statements(body, within);
      }
    }
  }

  function assignment(value: Expression & { kind: 'assign' }, place: Place): void {
    const { target } = value;
    if (target.kind === 'variable' && typeof target.name === 'string') {
      const datum = datumOf(value.value, { variables: place.variables, members: own.members });
      place.closures.delete(target.name);
      if (value.value.kind === 'closure') {
        place.closures.set(target.name, value.value.declaration);
        return;
      }
      if (datum === undefined || value.operator !== '=') place.variables.delete(target.name);
      else place.variables.set(target.name, datum);
      if (mayChange(value.value)) expression(value.value, place);
      return;
    }
    const open = target.kind === 'property' && target.target.kind === 'variable';
    const table = open ? place.blueprints.get(plainName(target.target.name)) : undefined;
    if (table === undefined || target.kind !== 'property') return;
    const engine = textOf(value.value, { variables: place.variables, members: own.members });
    if (target.name === 'engine' && engine !== undefined) {
      add(engineChange(engine, value.value.range), value.range, place, table);
    }
  }

  function schemaCall(link: Link, range: TextRange, place: Place, connection: string | undefined): void {
    const { method, arguments: args } = link;
    const names = { variables: place.variables, members: own.members };
    const written = argumentOf(args, 0, 'table') ?? argumentOf(args, 0, 'from');
    const table = textOf(written, names);
    const open: OpenTable = {
      ...(table === undefined ? {} : { table }),
      ...(written === undefined ? {} : { tableRange: written.range }),
      ...(connection === undefined ? {} : { connection }),
    };
    switch (method) {
      case 'create':
        add({ kind: 'create' }, range, place, open);
        return tableBody(argumentOf(args, 1, 'callback'), range, place, open);
      case 'table':
        return tableBody(argumentOf(args, 1, 'callback'), range, place, open);
      case 'drop':
      case 'dropIfExists':
        return add({ kind: 'drop' }, range, place, open);
      case 'rename': {
        const to = textOf(argumentOf(args, 1, 'to'), names);
        return add({ kind: 'rename', ...(to === undefined ? {} : { to }) }, range, place, open);
      }
      case 'dropColumns': {
        const columns = textsOf(argumentOf(args, 1, 'columns'), names);
        return add(columns === undefined ? { kind: 'unknown' } : { kind: 'dropColumn', columns }, range, place, open);
      }
      case 'whenTableHasColumn':
      case 'whenTableDoesntHaveColumn': {
        const column = textOf(argumentOf(args, 1, 'column'), names);
        const negated = method === 'whenTableDoesntHaveColumn';
        const condition: Condition =
          table === undefined || column === undefined
            ? { kind: 'unknown' }
            : { kind: 'hasColumn', table, column, negated };
        return tableBody(argumentOf(args, 2, 'callback'), range, guarded(place, [condition]), open);
      }
      case 'withoutForeignKeyConstraints':
        return callback(args[0]?.value, range, place);
      default:
        if (!readsOnly.test(method)) add({ kind: 'unknown' }, range, place);
    }
  }

  function tableBody(closure: Expression | undefined, range: TextRange, place: Place, open: OpenTable): void {
    const kept = closure?.kind === 'variable' ? place.closures.get(plainName(closure.name)) : undefined;
    const declaration = closure?.kind === 'closure' ? closure.declaration : kept;
    if (declaration === undefined) return add({ kind: 'unknown' }, range, place, open);
    const [parameter] = declaration.parameters;
    const blueprints = new Map(place.blueprints);
    if (parameter !== undefined) blueprints.set(parameter.name, open);
    const visible = new Map(
      [...place.variables].filter(([name]) => declaration.arrow || declaration.uses?.some((use) => use.name === name)),
    );
    statements(declaration.body, { ...place, variables: visible, blueprints });
  }

  function databaseCall(link: Link | undefined, first: Link, range: TextRange, place: Place): void {
    if (link === undefined) return;
    if (link.method === 'transaction') return callback(link.arguments[0]?.value, range, place);
    if (link.method !== 'statement' && link.method !== 'unprepared') return;
    const names = { variables: place.variables, members: own.members };
    const sql = sqlOf(link.arguments[0]?.value, names);
    if (/^\s*(?:update|insert|delete|select|replace|set|with|pragma|analyze|optimize|grant)\b/i.test(sql)) return;
    const named = first === link ? own.connection : (textOf(first.arguments[0]?.value, names) ?? undefined);
    add({ kind: 'raw', sql }, range, place, named === undefined ? {} : { connection: named });
  }

  /** A closure that is run once, right here. */
  function callback(value: Expression | undefined, range: TextRange, place: Place): void {
    if (value?.kind !== 'closure') return add({ kind: 'unknown' }, range, place);
    statements(value.declaration.body, place);
  }

  function inline(method: FunctionLike, args: readonly Argument[], place: Place): void {
    const names = { variables: place.variables, members: own.members };
    const variables = new Map<string, Datum>();
    const blueprints = new Map<string, OpenTable>();
    for (const [at, parameter] of method.parameters.entries()) {
      const given = argumentOf(args, at, parameter.name) ?? parameter.default;
      const datum = datumOf(given, names);
      if (datum !== undefined) variables.set(parameter.name, datum);
      const open = given?.kind === 'variable' ? place.blueprints.get(plainName(given.name)) : undefined;
      if (open !== undefined) blueprints.set(parameter.name, open);
    }
    statements(method.body, { ...place, variables, blueprints, depth: place.depth + 1 });
  }
}
