import { joinPath } from '../../base/path';
import { matchesGlob } from '../../base/wildcards';
import { loadFile } from './loadFile';
import { mergeValues } from './mergeValues';
import { runCall } from './runCall';
import { runInvoke } from './runInvoke';
import { type Run, conditionally, spend } from './run';
import type { Written } from './script';
import {
  type Frame,
  type ListValue,
  type RunValue,
  certainText,
  heaviestList,
  joinedValue,
  textParts,
  truthOf,
  unknownValue,
  weightOf,
  wrapped,
} from './values';

/** Constants and properties that lead to each other. */
const deepest = 30;

/** The value of something written; what it does to the router happens on the way. */
export function runWritten(written: Written, frame: Frame, run: Run): RunValue {
  const location = { file: frame.file, range: written.range };
  if (!spend(run, 1)) return unknownValue('code that is too long to follow');
  switch (written.kind) {
    case 'scalar':
      return typeof written.value === 'string'
        ? joinedValue([written.value], location)
        : { kind: 'scalar', value: written.value, location };
    case 'joined':
      return joinedValue(
        written.parts.flatMap((each) => [...textParts(runWritten(each, frame, run))]),
        location,
      );
    case 'list':
      return runList(written, frame, run);
    case 'variable':
      return frame.variables.get(written.name) ?? unknownValue(`$${written.name}`);
    case 'ownProperty':
      return ownProperty(written.name, frame, run);
    case 'constant': {
      const text = constantOf(written.className, written.name, frame, run);
      return text === undefined
        ? unknownValue(`${written.className}::${written.name}`)
        : { kind: 'text', parts: [text], location };
    }
    case 'config':
      return run.config(written.path, location);
    case 'either': {
      const [first, ...others] = written.choices.map((each) => conditionally(run, () => runWritten(each, frame, run)));
      return others.reduce(mergeValues, first ?? unknownValue('nothing'));
    }
    case 'closure':
      return { kind: 'closure', parameters: written.parameters, steps: written.steps, frame };
    case 'router':
      return { kind: 'router' };
    case 'chain': {
      let current = runWritten(written.root, frame, run);
      for (const call of written.calls) current = runCall(current, call, written.range, frame, run);
      return current;
    }
    case 'invoke':
      return runInvoke(written, frame, run);
    case 'new':
      return created(written, frame, run);
    case 'include':
      loadFile(runWritten(written.path, frame, run), frame, run, true);
      return unknownValue('an included file');
    case 'glob':
      return globbed(runWritten(written.pattern, frame, run), run);
    case 'exists': {
      const path = certainText(runWritten(written.path, frame, run));
      const known =
        path !== undefined && (run.scripts.has(joinPath(path)) || joinPath(path).startsWith(`${run.root}/routes/`));
      return known
        ? { kind: 'scalar', value: run.scripts.has(joinPath(path)), location }
        : unknownValue('whether a file exists');
    }
    case 'not': {
      const truth = truthOf(runWritten(written.operand, frame, run));
      return truth === undefined ? unknownValue('a condition') : { kind: 'scalar', value: !truth, location };
    }
    default:
      return unknownValue(written.what);
  }
}

function runList(written: Extract<Written, { kind: 'list' }>, frame: Frame, run: Run): ListValue {
  const entries = new Map<string, { key: string | number; value: RunValue }>();
  let next = 0;
  let complete = true;
  let weight = 0;
  const put = (key: string | number, value: RunValue): void => {
    const heavier = weight + weightOf(value);
    if (heavier > heaviestList) {
      complete = false;
      return;
    }
    weight = heavier;
    entries.set(String(key), { key, value });
    if (typeof key === 'number' && key >= next) next = key + 1;
  };
  for (const item of written.items) {
    const value = runWritten(item.value, frame, run);
    if (item.spread) {
      if (value.kind === 'list')
        for (const entry of value.entries) put(typeof entry.key === 'number' ? next : entry.key, entry.value);
      if (value.kind !== 'list' || !value.complete) complete = false;
    } else if (item.key === undefined) {
      put(next, value);
    } else {
      const key = runWritten(item.key, frame, run);
      const text = certainText(key);
      if (text !== undefined) put(/^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text, value);
      else if (key.kind === 'scalar' && typeof key.value === 'number') put(key.value, value);
      else complete = false;
    }
  }
  if (!spend(run, weight)) complete = false;
  return { kind: 'list', entries: [...entries.values()], complete, weight };
}

function ownProperty(name: string, frame: Frame, run: Run): RunValue {
  let className = frame.self;
  for (let steps = 0; className !== undefined && steps < 20; steps++) {
    const found = run.classes.get(className.toLowerCase());
    const value = found?.declaration.properties.get(name);
    if (found !== undefined && value !== undefined) {
      // PHP refuses a property that is made from itself; the parser takes it.
      if (frame.depth >= deepest) break;
      const inside = { ...frame, file: found.script.file, self: found.declaration.name, depth: frame.depth + 1 };
      return runWritten(value, inside, run);
    }
    // Illuminate\Foundation\Support\Providers\RouteServiceProvider::$namespace
    if (found === undefined && name === 'namespace' && className.startsWith('Illuminate\\')) {
      return { kind: 'scalar', value: null, location: { file: frame.file, range: { start: 0, end: 0 } } };
    }
    className = found?.declaration.extends;
  }
  return unknownValue(`$this->${name}`);
}

function constantOf(className: string, name: string, frame: Frame, run: Run): string | undefined {
  const declared = run.classes.get(className.toLowerCase());
  const written = declared?.declaration.constants.get(name);
  if (declared !== undefined && written !== undefined && frame.depth < deepest) {
    return certainText(runWritten(written, { ...frame, file: declared.script.file, depth: frame.depth + 1 }, run));
  }
  return run.constantText(className, name);
}

/** The object itself is not followed; a router given to it may get routes. */
function created(written: Extract<Written, { kind: 'new' }>, frame: Frame, run: Run): RunValue {
  for (const { value } of written.arguments) {
    if (runWritten(value, frame, run).kind === 'router')
      run.gaps.add(`new ${written.className}(…) is given the router.`);
  }
  return unknownValue(written.className);
}

function globbed(pattern: RunValue, run: Run): RunValue {
  const parts = wrapped(pattern)?.length === 1 ? textParts(pattern) : undefined;
  if (parts === undefined || parts.includes(undefined) || pattern.kind !== 'text') return unknownValue('glob()');
  const written = joinPath(parts.join(''));
  const files = [...run.scripts.keys()].filter((file) => matchesGlob(file, written)).sort();
  return {
    kind: 'list',
    complete: true,
    entries: files.map((file, key) => ({ key, value: { kind: 'text', parts: [file], location: pattern.location } })),
  };
}
