import { joinPath } from '../../base/path';
import { matchesParts } from '../../base/wildcards';
import { type Run, conditionally, shownFile } from './run';
import { type Frame, type RunValue, joinedText } from './values';

/** Files around, to stop at circles. */
const deepest = 24;

/**
 * Follows the routes of a file.
 *
 * @param sharing whether the file sees the variables around, as `require` does, and not the router alone
 */
export function loadFile(path: RunValue, frame: Frame, run: Run, sharing: boolean): void {
  const where = shownFile(run, frame.file);
  if (path.kind === 'list') {
    if (!path.complete) run.gaps.add(`${where} loads files that are not certain.`);
    for (const { value } of path.entries) loadFile(value, frame, run, sharing);
    return;
  }
  if (path.kind !== 'text') {
    run.gaps.add(`${where} loads a file that is not certain.`);
    return;
  }
  const text = joinedText(path.parts);
  if (text === undefined) {
    // Only files that are there can be loaded: most likely it is none that is not loaded anyway.
    run.patterns.push({ parts: path.parts, gap: `${where} loads a file that is not certain.` });
    return;
  }
  const file = joinPath(text.replaceAll('\\', '/'));
  const script = run.scripts.get(file);
  if (script === undefined) {
    // Files of packages, and of the application outside the folders that hold its code.
    const inside = file.startsWith(`${run.root}/`) && !file.startsWith(`${run.root}/vendor/`);
    if (inside && file.startsWith(`${run.root}/routes/`)) return;
    if (file.endsWith('.php')) run.gaps.add(`${where} loads ${shownFile(run, file)}, which was not read.`);
    return;
  }
  if (run.open.has(file) || run.open.size >= deepest) return;
  if (!run.conditional) run.loaded.add(file);
  run.open.add(file);
  const variables = sharing ? frame.variables : new Map<string, RunValue>([['router', { kind: 'router' }]]);
  const inside: Frame = {
    file,
    variables,
    depth: frame.depth + 1,
    ...(sharing && frame.self !== undefined ? { self: frame.self } : {}),
  };
  run.follow(script.steps, inside);
  if (sharing) frame.variables = inside.variables;
  run.open.delete(file);
}

/** Loads what patterns may have meant: files that nothing else loads. */
export function loadPatterns(run: Run): void {
  for (const { parts, gap } of run.patterns.splice(0)) {
    const files = [...run.scripts.keys()].filter((file) => matchesParts(file, parts) && !run.loaded.has(file));
    if (files.length === 0) continue;
    run.gaps.add(gap);
    for (const file of files) {
      const path: RunValue = { kind: 'text', parts: [file], location: { file, range: { start: 0, end: 0 } } };
      conditionally(run, () => loadFile(path, { file, variables: new Map(), depth: 0 }, run, false));
      run.loaded.add(file);
    }
  }
}
