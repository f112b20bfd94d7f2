import { at } from '../../laravel/value';
import type { Value } from '../../laravel/value';
import { classIndex } from '../classes';
import type { Code } from '../collector';
import type { Location } from '../../finding';
import type { DeclaredClass, Run } from './run';
import { runSteps } from './runSteps';
import { runWritten } from './runWritten';
import type { Script } from './script';
import { controllerScripts, kernelScripts, routeScripts } from './scripts';
import { type RunValue, unknownValue } from './values';

/** Steps that are followed in one application, values included: some fifteen for each route. */
const mostSteps = 1_000_000;

/** What following code of an application starts with. */
export function createRun(code: Code): Run {
  const scripts = code.facts(routeScripts);
  const classes = new Map<string, DeclaredClass>();
  const add = (script: Script): void => {
    for (const declaration of script.classes) classes.set(declaration.name.toLowerCase(), { script, declaration });
  };
  for (const script of code.facts(controllerScripts)) add(script);
  for (const script of code.facts(kernelScripts)) add(script);
  for (const script of scripts) add(script);
  const index = classIndex(code);
  const run: Run = {
    value: (written, frame) => runWritten(written, frame, run),
    follow: (steps, frame) => runSteps(steps, frame, run),
    scripts: new Map(scripts.map((script) => [script.file, script])),
    classes,
    isOwnClass: (name) => index.get(name) !== undefined,
    constantText: (className, name) => index.constantText(className, name),
    config: (path, location) =>
      fromConfig(code.project.config.get(path), location) ?? unknownValue(`config('${path}')`),
    root: code.project.root,
    group: undefined,
    conditional: false,
    routes: [],
    resources: [],
    removals: [],
    gaps: new Set(),
    loaded: new Set(),
    open: new Set(),
    patterns: [],
    registeredProviders: new Set(),
    steps: mostSteps,
    nesting: 0,
  };
  return run;
}

/** Values that stand in configuration files alone; what the environment decides differs from place to place. */
function fromConfig(value: Value, location: Location): RunValue | undefined {
  if (value.kind === 'array') {
    const entries = [...value.entries.values()].map(({ key }) => {
      const inner = fromConfig(at(value, String(key)), location);
      return { key, value: inner ?? unknownValue('a configuration value') };
    });
    return { kind: 'list', entries, complete: true };
  }
  if (value.kind !== 'known') return undefined;
  if (value.origins.some(({ source }) => source === 'env' || source === 'default')) return undefined;
  if (typeof value.value === 'string') return { kind: 'text', parts: [value.value], location };
  return { kind: 'scalar', value: value.value, location };
}
