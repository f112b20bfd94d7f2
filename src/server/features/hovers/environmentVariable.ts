import type { EnvFile } from '../../../core/laravel/env';
import { type HoverTarget, holds } from './target';

/** The variable whose name or value is at an offset of an environment file. */
export function variableAt(env: EnvFile, offset: number): HoverTarget | undefined {
  for (const { key, keyRange, valueRange } of env.entries) {
    const range = [keyRange, valueRange].find((each) => holds(each, offset));
    if (range !== undefined) return { kind: 'variable', name: key, range };
  }
  return undefined;
}
