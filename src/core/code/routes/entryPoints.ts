import type { Code } from '../collector';
import { certainTexts } from './values';
import { classIndex } from '../classes';
import { loadFile, loadPatterns } from './loadFile';
import { type Run, conditionally } from './run';
import { runMethod } from './runClosure';
import { methodOf } from './runInvoke';
import type { Script, Written } from './script';
import { type Frame, type RunValue, wrapped } from './values';
import { runWritten } from './runWritten';
import { callsIn } from '../middleware/foundCalls';

/** Runs what an application runs to register its routes: bootstrap/app.php and the providers. */
export function runEntryPoints(code: Code, run: Run): void {
  const bootstrap = [...run.scripts.values()].find(({ relative }) => relative === 'bootstrap/app.php');
  if (bootstrap !== undefined) load(bootstrap, run);
  const listed = listedProviders(code, bootstrap, run);
  for (const name of providerNames(code, run)) {
    const start = (): void => runProvider(name, run);
    // Another provider may register it; whether it does is not certain.
    if (listed === undefined || listed.has(name.toLowerCase())) start();
    else conditionally(run, start);
  }
  loadPatterns(run);
  const files = [...run.scripts.values()].filter(({ relative }) => relative.startsWith('routes/'));
  if (files.some(({ file }) => run.loaded.has(file)) || run.routes.length + run.resources.length > 0) return;
  for (const file of files) {
    run.gaps.add(`Nothing was found that loads ${file.relative}.`);
    conditionally(run, () => load(file, run));
  }
}

function load(script: Script, run: Run): void {
  const path: RunValue = {
    kind: 'text',
    parts: [script.file],
    location: { file: script.file, range: { start: 0, end: 0 } },
  };
  loadFile(path, { file: script.file, variables: new Map(), depth: 0 }, run, false);
}

/** Providers of the application that do something with routes. */
function providerNames(code: Code, run: Run): readonly string[] {
  const index = classIndex(code);
  return [...run.classes.values()]
    .filter(({ declaration }) => (index.ancestors(declaration.name).at(-1) ?? '').endsWith('ServiceProvider'))
    .filter(({ script, declaration }) => run.scripts.has(script.file) && declaration.methods.size > 0)
    .map(({ declaration }) => declaration.name);
}

function runProvider(name: string, run: Run): void {
  for (const each of ['register', 'boot', 'map']) {
    const found = methodOf(name, each, false, run);
    if (found === undefined) continue;
    runMethod(found.method, [], { file: found.owner.script.file, self: name, depth: 0 }, run);
  }
}

/** Lower-case names of the providers that are listed; undefined when the lists are not certain. */
function listedProviders(code: Code, bootstrap: Script | undefined, run: Run): ReadonlySet<string> | undefined {
  const listed = new Set<string>();
  const add = (value: RunValue | undefined): boolean => {
    const texts = certainTexts(value);
    for (const each of wrapped(value) ?? [])
      if (each.kind === 'text') listed.add(each.parts.join('').replace(/^\\/, '').toLowerCase());
    return texts !== undefined;
  };
  const lists: { readonly written: Written; readonly file: string }[] = [];
  const providers = [...run.scripts.values()].find(({ relative }) => relative === 'bootstrap/providers.php');
  for (const step of providers?.steps ?? []) {
    if (step.kind === 'leave' && step.value !== undefined)
      lists.push({ written: step.value, file: providers?.file ?? '' });
  }
  for (const { call } of callsIn(bootstrap?.steps ?? [])) {
    const [argument] = call.arguments;
    if (call.method === 'withProviders' && argument !== undefined)
      lists.push({ written: argument.value, file: bootstrap?.file ?? '' });
  }
  let certain = true;
  for (const { written, file } of lists) {
    const frame: Frame = { file, variables: new Map(), depth: 0 };
    if (!add(runWritten(written, frame, run))) certain = false;
  }
  const configured = run.config('app.providers', { file: '', range: { start: 0, end: 0 } });
  const inConfig = code.project.config.get('app.providers').kind !== 'absent';
  if (inConfig && !add(configured)) certain = false;
  return certain && listed.size > 0 ? listed : undefined;
}
