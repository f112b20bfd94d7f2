import type { Fix } from '../../../finding';
import { appendArrayItem, indentAt, inUnitsOf, lineEndOf } from '../../../laravel/php/edit';
import { parsePhp } from '../../../laravel/php/parse';
import type { Expression } from '../../../laravel/php/syntax';
import { expressionsIn } from '../../../laravel/php/walk';
import type { Value } from '../../../laravel/value';
import type { RuleContext } from '../../rule';
import { configLocation } from '../../written';

/**
 * Adds an item to an array of the application's own configuration; undefined where it is not written there as one literal.
 *
 * @param lines of the item, `'days' => 90` or several with their inner indentation
 */
export function addToConfigArray(
  context: Pick<RuleContext, 'textOf'>,
  array: Value,
  lines: readonly string[],
): Fix['edits'] | undefined {
  const written = configArray(context, array);
  return written === undefined ? undefined : addToArray(written, lines);
}

/** An array of the application's own configuration that is written as one literal. */
export interface ConfigArray {
  readonly file: string;
  readonly text: string;
  readonly literal: Extract<Expression, { kind: 'array' }>;
}

/** Parses the file: asked once for many items that may be added to one array. */
export function configArray({ textOf }: Pick<RuleContext, 'textOf'>, array: Value): ConfigArray | undefined {
  const location = configLocation(array);
  const text = location === undefined ? undefined : textOf(location.file);
  const parsed = text === undefined ? undefined : parsePhp(text);
  if (location === undefined || text === undefined || parsed?.ok !== true) return undefined;
  const { start, end } = location.range;
  const literal = [...expressionsIn(parsed.program)].find(
    (each) => each.kind === 'array' && each.range.start === start && each.range.end === end,
  );
  return literal?.kind === 'array' ? { file: location.file, text, literal } : undefined;
}

/** The edit that adds an item at the array's end; lines as for `addToConfigArray`. */
export function addToArray({ file, text, literal }: ConfigArray, lines: readonly string[]): Fix['edits'] {
  const last = literal.items.at(-1)?.range;
  const indent = last === undefined ? '' : indentAt(text, last.start);
  const edit = appendArrayItem(text, literal.range, last, inUnitsOf(text, lines).join(lineEndOf(text) + indent));
  return [{ file, edits: [edit] }];
}
