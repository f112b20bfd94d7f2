import type { Code } from '../collector';
import type { Location } from '../../finding';
import type { LaravelProject } from '../../laravel/project';
import { type DeclaredClass, type Run } from '../routes/run';
import { runWritten } from '../routes/runWritten';
import type { Script, Written } from '../routes/script';
import { kernelScripts } from '../routes/scripts';
import { type RunValue, certainText, certainTexts } from '../routes/values';
import type { FoundCall } from './foundCalls';
import { statefulRequests } from './frameworkMiddleware';
import type { MiddlewareCall, MiddlewareGroup, MiddlewareStacks } from './middleware';
import { simpleValue } from './simpleValue';
import { entriesOf } from './writtenMiddleware';

const contract = 'Illuminate\\Contracts\\Http\\Kernel';
const foundation = 'Illuminate\\Foundation\\Http\\Kernel';

/** The application's own HTTP kernel; undefined when the framework's is used. */
export function kernelName(
  calls: readonly FoundCall[],
  bootstrap: Script | undefined,
  layout: LaravelProject['layout'],
  run: Run,
): string | undefined {
  const frame = { file: bootstrap?.file ?? '', variables: new Map<string, RunValue>(), depth: 0 };
  for (const { call } of calls) {
    if (!/^(?:singleton|bind|scoped)(?:If)?$/.test(call.method)) continue;
    const [bound, own] = call.arguments.map(({ value }) => certainText(runWritten(value, frame, run)));
    if (bound === contract && own !== undefined && own !== foundation) return own.replace(/^\\/, '');
  }
  if (layout === 'slim') return undefined;
  const kernels = [...run.classes.values()].filter(({ declaration }) => isKernel(declaration.name, run));
  return (kernels.find(({ script }) => script.relative === 'app/Http/Kernel.php') ?? kernels[0])?.declaration.name;
}

function isKernel(name: string, run: Run): boolean {
  return lineOf(name, run).some(({ declaration }) => declaration.extends === foundation);
}

/** A class and what it extends within the application, nearest first. */
function lineOf(name: string, run: Run): readonly DeclaredClass[] {
  const line: DeclaredClass[] = [];
  for (
    let found = run.classes.get(name.toLowerCase());
    found !== undefined && !line.includes(found) && line.length < 20;
  ) {
    line.push(found);
    const parent: string | undefined = found.declaration.extends;
    found = parent === undefined ? undefined : run.classes.get(parent.toLowerCase());
  }
  return line;
}

/** What the properties of an HTTP kernel say. */
export function kernelStacks(kernel: string, code: Code, run: Run): MiddlewareStacks {
  const line = lineOf(kernel, run);
  const [own] = line;
  const read = (name: string): { readonly value: RunValue | undefined; readonly location: Location | undefined } =>
    propertyOf(name, line, run);
  const global = read('middleware');
  const groups = new Map<string, MiddlewareGroup>();
  const written = read('middlewareGroups');
  const entries = written.value?.kind === 'list' ? written.value.entries : [];
  for (const { key, value } of entries) {
    const location = locationOf(value) ?? written.location;
    groups.set(String(key), { ...entriesOf(value), ...(location === undefined ? {} : { location }) });
  }
  const aliases = new Map<string, string>();
  let complete = own !== undefined && isComplete(line) && code.complete(kernelScripts);
  for (const name of ['routeMiddleware', 'middlewareAliases']) {
    const { value } = read(name);
    if (value !== undefined && (value.kind !== 'list' || !value.complete)) complete = false;
    for (const entry of value?.kind === 'list' ? value.entries : []) {
      const className = certainText(entry.value);
      if (className !== undefined) aliases.set(String(entry.key), className.replace(/^\\/, ''));
    }
  }
  if (written.value !== undefined && (written.value.kind !== 'list' || !written.value.complete)) complete = false;
  const priority = read('middlewarePriority').value;
  const order = priority === undefined ? undefined : certainTexts(priority);
  const stacks: MiddlewareStacks = {
    global: { ...entriesOf(global.value), ...(global.location === undefined ? {} : { location: global.location }) },
    groups,
    aliases,
    calls: [],
    complete,
    ...(order === undefined ? {} : { priority: order.map((each) => each.replace(/^\\/, '')) }),
    ...(own === undefined ? {} : { file: own.script.file }),
  };
  return { ...stacks, calls: standingFor(stacks, run) };
}

/** A constructor or a parent outside of the application may change the properties. */
function isComplete(line: readonly DeclaredClass[]): boolean {
  const last = line.at(-1)?.declaration.extends;
  return last === foundation && line.every(({ declaration }) => !declaration.methods.has('__construct'));
}

function propertyOf(
  name: string,
  line: readonly DeclaredClass[],
  run: Run,
): { readonly value: RunValue | undefined; readonly location: Location | undefined } {
  for (const { script, declaration } of line) {
    const property: Written | undefined = declaration.properties.get(name);
    if (property === undefined) continue;
    const frame = { file: script.file, variables: new Map<string, RunValue>(), depth: 0, self: declaration.name };
    return { value: runWritten(property, frame, run), location: { file: script.file, range: property.range } };
  }
  return { value: undefined, location: undefined };
}

function locationOf(value: RunValue): Location | undefined {
  return 'location' in value ? value.location : undefined;
}

/** What the application's own copies of the framework's middleware stand for in withMiddleware's words. */
function standingFor(stacks: MiddlewareStacks, run: Run): readonly MiddlewareCall[] {
  const calls: MiddlewareCall[] = [];
  const web = stacks.groups.get('web')?.entries ?? [];
  for (const { written } of [...stacks.global.entries, ...web]) {
    const line = lineOf(written, run);
    const [own] = line;
    const parent = line.at(-1)?.declaration.extends ?? '';
    const stands = standIns.find(({ extended }) => extended.test(parent));
    if (own === undefined || stands === undefined) continue;
    const constructed = line.some(({ declaration }) => declaration.methods.has('__construct'));
    const given = new Map<string, { value: ReturnType<typeof simpleValue>; range: Location['range'] }>();
    for (const [argument, property] of Object.entries(stands.properties)) {
      const { value, location } = propertyOf(property, line, run);
      if (constructed) given.set(argument, { value: undefined, range: location?.range ?? own.declaration.nameRange });
      else if (location !== undefined) given.set(argument, { value: simpleValue(value), range: location.range });
    }
    const location = { file: own.script.file, range: own.declaration.nameRange };
    calls.push({ method: stands.method, location, arguments: given });
  }
  const stateful = stacks.groups.get('api')?.entries.find(({ written }) => written === statefulRequests);
  if (stateful?.location !== undefined)
    calls.push({ method: 'statefulApi', location: stateful.location, arguments: new Map() });
  return calls;
}

const standIns: readonly {
  readonly extended: RegExp;
  readonly method: string;
  readonly properties: Readonly<Record<string, string>>;
}[] = [
  {
    extended: /^(?:Illuminate\\Http\\Middleware|Fideloper\\Proxy)\\TrustProxies$/,
    method: 'trustProxies',
    properties: { at: 'proxies', headers: 'headers' },
  },
  { extended: /^Illuminate\\Http\\Middleware\\TrustHosts$/, method: 'trustHosts', properties: {} },
  {
    extended: /^Illuminate\\Foundation\\Http\\Middleware\\(?:VerifyCsrfToken|ValidateCsrfToken|PreventRequestForgery)$/,
    method: 'validateCsrfTokens',
    properties: { except: 'except' },
  },
];
