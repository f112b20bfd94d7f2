import type { TextRange } from '../../../core/base/text';
import { configValues } from '../../../core/laravel/explainValue';
import type { LaravelProject } from '../../../core/laravel/project';
import type { Value } from '../../../core/laravel/value';
import { type HoverTarget, holds } from './target';

/** The configuration key whose name or value is at an offset of one of the application's configuration files. */
export function configValueAt(project: LaravelProject, file: string, offset: number): HoverTarget | undefined {
  let best: HoverTarget | undefined;
  const consider = (name: string, range: TextRange | undefined): void => {
    if (range === undefined || !holds(range, offset)) return;
    const smaller = best === undefined || range.end - range.start < best.range.end - best.range.start;
    if (smaller) best = { kind: 'config', name, range };
  };
  for (const [path, value] of configValues(project)) {
    if (value.kind !== 'array') consider(path, placeIn(value, file));
    else
      for (const [key, entry] of value.entries) {
        // A key's range says no file: it is the file that its value stands in.
        if (placeIn(entry.value, file) !== undefined) consider(`${path}.${key}`, entry.keyRange);
      }
  }
  return best;
}

function placeIn(value: Value, file: string): TextRange | undefined {
  if (value.kind === 'absent') return undefined;
  const [outermost] = value.origins;
  return outermost?.source === 'config' && outermost.file === file ? outermost.range : undefined;
}
