import { once } from '../../base/memo';
import type { Code } from '../../code/collector';
import { queryFacts } from '../../code/queries/queryFacts';
import type { Argument, ClassFact, MethodFact } from '../../code/queries/queryFact';
import { lastPart } from '../../laravel/php/names';
import { tableOfClass } from './tableName';

/** An Eloquent model of the application. */
export interface Model {
  readonly name: string;
  /** Without the connection's prefix; undefined when it is not certain. */
  readonly table?: string;
  readonly key: string;
  readonly softDeletes: boolean;
  /** Relations that are always read with it. */
  readonly with: readonly string[];
  readonly globalScopes: readonly Argument[];
  /** What route model binding looks for. */
  readonly routeKey?: string;
}

/** Models, and methods of all classes, by name. */
export interface Models {
  model(className: string): Model | undefined;
  readonly all: readonly Model[];
  /** The only model whose name ends so: "User". */
  named(basename: string): Model | undefined;
  /** A method of the class, of what it extends, or of its traits. */
  method(className: string, name: string): MethodFact | undefined;
  /** The class and everything that it extends or uses, nearest first. */
  lineage(className: string): readonly string[];
  /** The only method of this name in a builder of the application's own. */
  builderMethod(name: string): MethodFact | undefined;
  /** Methods that a class or trait has itself. */
  methodsOf(className: string): readonly MethodFact[];
}

const modelBase = /(?:^|\\)(?:Model|User|Authenticatable|Pivot|MorphPivot|Eloquent|BaseModel|EntityModel)$/;
const builderBase = /(?:^|\\)\w*Builder$/;

/** The models of the application's own code. */
export const models = once((code: Code): Models => {
  const classes = new Map<string, ClassFact>();
  const methods = new Map<string, MethodFact>();
  const ofClass = new Map<string, MethodFact[]>();
  const facts = code.facts(queryFacts);
  for (const fact of facts) {
    if (fact.fact === 'class') classes.set(fact.name.toLowerCase(), fact);
    if (fact.fact !== 'method') continue;
    methods.set(`${fact.className}::${fact.name}`.toLowerCase(), fact);
    const own = ofClass.get(fact.className.toLowerCase());
    if (own === undefined) ofClass.set(fact.className.toLowerCase(), [fact]);
    else own.push(fact);
  }
  const lineages = new Map<string, readonly string[]>();
  const lineage = (className: string): readonly string[] => {
    const known = lineages.get(className);
    if (known !== undefined) return known;
    const found = lineageOf(className, classes);
    lineages.set(className, found);
    return found;
  };
  const found = new Map<string, Model>();
  const byBasename = new Map<string, Model | undefined>();
  for (const fact of classes.values()) {
    if (fact.type !== 'class' || !isModel(fact, classes)) continue;
    const model = modelOf(fact, lineage(fact.name), classes);
    found.set(fact.name.toLowerCase(), model);
    const short = lastPart(fact.name).toLowerCase();
    byBasename.set(short, byBasename.has(short) ? undefined : model);
  }
  const ofBuilders = new Map<string, MethodFact | undefined>();
  for (const fact of methods.values()) {
    const parent = classes.get(fact.className.toLowerCase())?.extends;
    if (parent === undefined || !builderBase.test(parent)) continue;
    const name = fact.name.toLowerCase();
    ofBuilders.set(name, ofBuilders.has(name) ? undefined : fact);
  }
  return {
    model: (className) => found.get(className.toLowerCase()),
    all: [...found.values()],
    named: (basename) => byBasename.get(basename.toLowerCase()),
    method: (className, name) => {
      for (const each of lineage(className)) {
        const method = methods.get(`${each}::${name}`.toLowerCase());
        if (method !== undefined) return method;
      }
      return undefined;
    },
    lineage,
    builderMethod: (name) => ofBuilders.get(name.toLowerCase()),
    methodsOf: (className) => ofClass.get(className.toLowerCase()) ?? [],
  };
});

type Classes = ReadonlyMap<string, ClassFact>;

function lineageOf(className: string, classes: Classes): readonly string[] {
  const found: string[] = [];
  const pending = [className];
  for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
    if (found.includes(name) || found.length > 200) continue;
    found.push(name);
    const fact = classes.get(name.toLowerCase());
    if (fact === undefined) continue;
    pending.unshift(...fact.traits, ...(fact.extends === undefined ? [] : [fact.extends]));
  }
  return found;
}

function isModel(fact: ClassFact, classes: Classes): boolean {
  let base: string | undefined = fact.extends;
  for (let steps = 0; base !== undefined && steps < 20; steps++) {
    const parent = classes.get(base.toLowerCase());
    if (parent === undefined) return modelBase.test(base) || /\\Models\\/.test(base);
    if (parent.extends === undefined) return false;
    base = parent.extends;
  }
  return false;
}

/** What the nearest class of the lineage says; undefined where none does. */
function said<T>(lineage: readonly string[], classes: Classes, ask: (fact: ClassFact) => T | undefined): T | undefined {
  for (const name of lineage) {
    const fact = classes.get(name.toLowerCase());
    const answer = fact === undefined ? undefined : ask(fact);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function modelOf(fact: ClassFact, lineage: readonly string[], classes: Classes): Model {
  const own = said(lineage, classes, ({ table }) => table);
  const table = own === undefined ? tableOfClass(fact.name) : (own ?? undefined);
  const routeKey = said(lineage, classes, (each) => each.routeKey);
  return {
    name: fact.name,
    ...(table === undefined ? {} : { table }),
    key: said(lineage, classes, ({ key }) => key) ?? 'id',
    softDeletes: lineage.some((name) => lastPart(name) === 'SoftDeletes'),
    with: said(lineage, classes, (each) => (each.with.length > 0 ? each.with : undefined)) ?? [],
    globalScopes: lineage.flatMap((name) => classes.get(name.toLowerCase())?.globalScopes ?? []),
    ...(typeof routeKey === 'string' ? { routeKey } : {}),
  };
}
