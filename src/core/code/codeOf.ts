import { partOfView, type Question, succeeds } from '../base/memo';
import type { LaravelConfig, LaravelProject } from '../laravel/project';
import type { Value } from '../laravel/value';
import type { Code, Collector } from './collector';

/** What collectors found in one file. */
export interface FileFacts {
  readonly text: string;
  readonly parsed: boolean;
  /** Collector → its facts; those that did not want the file are missing. `undefined`: wanted, and it could not be read. */
  readonly byCollector: ReadonlyMap<Collector<unknown>, readonly unknown[] | undefined>;
}

/** What one collector found in all files. */
interface Gathered {
  readonly parts: readonly (readonly unknown[])[];
  readonly complete: boolean;
  readonly facts: readonly unknown[];
}

type SchemaDumps = NonNullable<Code['schemaDumps']>;
type WholeCode = Code & { readonly schemaDumps: SchemaDumps };

interface Generation {
  readonly gathered: ReadonlyMap<Collector<unknown>, Gathered>;
  readonly schemaDumps: SchemaDumps;
}

const generations = new WeakMap<object, Generation>();

/**
 * The facts of all files as code. What is the same as in the code before, of the same `lineage`, is the same object, so
 * that what was computed from it can be used again (`Succession`).
 */
export function codeOf(
  project: LaravelProject,
  files: readonly FileFacts[],
  dumps: SchemaDumps,
  lineage: object,
  collectors: ReadonlySet<Collector<unknown>>,
): Code {
  const before = generations.get(lineage);
  const gathered = gather(files, before?.gathered);
  const schemaDumps = before !== undefined && isSameMap(before.schemaDumps, dumps) ? before.schemaDumps : dumps;
  generations.set(lineage, { gathered, schemaDumps });
  // Each output file of the build has its own copy of a collector: what one has read, another asks for.
  const byId = new Map(Array.from(gathered, ([{ id }, each]) => [id, each]));
  const ids = new Set(Array.from(collectors, ({ id }) => id));
  const found = (collector: Collector<unknown>): Gathered | undefined =>
    gathered.get(collector) ?? byId.get(collector.id);
  const code: WholeCode = {
    project,
    schemaDumps,
    // The map holds, for each collector, what that collector returned.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    facts: <T>(collector: Collector<T>) => (found(collector)?.facts ?? none) as readonly T[],
    // What was not looked for is not known to be absent.
    complete: (collector) => ids.has(collector.id) && found(collector)?.complete !== false,
    counts: { files: files.length, parsed: files.filter(({ parsed }) => parsed).length },
  };
  codes.set(code, code);
  succeeds(code, { lineage, view: (base, note) => viewOf(() => codeBehind(base()), note) });
  return code;
}

const none: readonly unknown[] = [];
const codes = new WeakMap<object, WholeCode>();

/** Only code follows code in a lineage. */
function codeBehind(object: object): WholeCode {
  const code = codes.get(object);
  if (code === undefined) throw new TypeError('Something else took the place of code.');
  return code;
}

function gather(
  files: readonly FileFacts[],
  before: Generation['gathered'] | undefined,
): ReadonlyMap<Collector<unknown>, Gathered> {
  const open = new Map<Collector<unknown>, { parts: (readonly unknown[])[]; complete: boolean }>();
  for (const { byCollector } of files) {
    for (const [collector, facts] of byCollector) {
      let entry = open.get(collector);
      if (entry === undefined) open.set(collector, (entry = { parts: [], complete: true }));
      if (facts === undefined) entry.complete = false;
      else if (facts.length > 0) entry.parts.push(facts);
    }
  }
  const gathered = new Map<Collector<unknown>, Gathered>();
  for (const [collector, { parts, complete }] of open) {
    const old = before?.get(collector);
    const same = old !== undefined && old.complete === complete && isSameList(old.parts, parts);
    const facts = old !== undefined && isSameList(old.parts, parts) ? old.facts : parts.flat();
    gathered.set(collector, same ? old : { parts, complete, facts });
  }
  return gathered;
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}

function isSameMap(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.has(key) && b.get(key) === value);
}

type Asked = (id: string, ask: (code: Code) => unknown) => void;

/** Code that notes what is asked of it. */
function viewOf(base: () => WholeCode, note: (question: Question) => void): Code {
  const asked: Asked = (id, ask) => note({ id, ask: (of) => ask(codeBehind(of)) });
  const factsAsked = new Map<Collector<unknown>, Question>();
  const completeAsked = new Map<Collector<unknown>, Question>();
  const once = (
    kept: Map<Collector<unknown>, Question>,
    collector: Collector<unknown>,
    ask: (code: Code) => unknown,
  ): void => {
    const before = kept.get(collector);
    if (before !== undefined) return;
    const question = { id: {}, ask: (of: object) => ask(codeBehind(of)) };
    kept.set(collector, question);
    note(question);
  };
  const project = projectView(() => base().project, asked);
  return {
    get project() {
      return project;
    },
    get schemaDumps() {
      asked('schemaDumps', (code) => code.schemaDumps);
      return base().schemaDumps;
    },
    get counts() {
      asked('counts', (code) => code.counts);
      return base().counts;
    },
    facts: (collector) => {
      once(factsAsked, collector, (code) => code.facts(collector));
      return base().facts(collector);
    },
    complete: (collector) => {
      once(completeAsked, collector, (code) => code.complete(collector));
      return base().complete(collector);
    },
  };
}

/** The project behind it, part by part: a keystroke in `.env` changes some of its values and not, say, its layout. */
function projectView(base: () => LaravelProject, asked: Asked): LaravelProject {
  const config = configView(() => base().config, asked);
  const view = new Proxy(base(), {
    get: (_, property) => {
      if (property === 'config') return config;
      // A version is read anew each time; what it says is a few words.
      if (property === 'version') asked('version', ({ project }) => JSON.stringify(project.version));
      else asked(`project.${String(property)}`, ({ project }) => Reflect.get(project, property));
      return Reflect.get(base(), property);
    },
  });
  partOfView(view, base, () => asked('project', ({ project }) => project));
  return view;
}

function configView(base: () => LaravelConfig, asked: Asked): LaravelConfig {
  return {
    get folder() {
      asked('config.folder', ({ project }) => project.config.folder);
      return base().folder;
    },
    get names() {
      asked('config.names', ({ project }) => JSON.stringify(project.config.names));
      return base().names;
    },
    get: (path) => {
      asked(`config ${path}`, ({ project }) => fingerprint(project.config.get(path)));
      return base().get(path);
    },
  };
}

/** Equal for values that are equal in every part, their places included. */
function fingerprint(value: Value): string {
  if (value.kind !== 'array') return JSON.stringify(value);
  const entries = [...value.entries.values()].map((entry) => [entry.key, entry.keyRange, fingerprint(entry.value)]);
  return JSON.stringify([value.origins, entries]);
}
