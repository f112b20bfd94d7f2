import type { TextRange } from '../base/text';
import type { Location } from '../finding';
import { parsePhp } from '../laravel/php/parse';
import type { Expression } from '../laravel/php/syntax';
import { expressionsIn } from '../laravel/php/walk';
import { appendArrayItem } from '../laravel/php/edit';
import type { Fix } from '../finding';
import type { Value } from '../laravel/value';
import type { RuleContext } from './rule';

/** An array literal as it is written in a configuration file. */
export interface WrittenArray {
  readonly file: string;
  readonly text: string;
  readonly expression: Expression & { readonly kind: 'array' };
}

/** The array literal of the application's own config files that a value comes from; undefined for any other value. */
export function writtenArray(context: Pick<RuleContext, 'textOf'>, value: Value): WrittenArray | undefined {
  if (value.kind !== 'array') return undefined;
  const origin = value.origins.find(({ source }) => source === 'config');
  if (origin?.file === undefined || origin.range === undefined) return undefined;
  const text = context.textOf(origin.file);
  const parsed = text === undefined ? undefined : parsePhp(text);
  if (text === undefined || parsed?.ok !== true) return undefined;
  for (const expression of expressionsIn(parsed.program)) {
    if (expression.kind === 'array' && same(expression.range, origin.range)) {
      return { file: origin.file, text, expression };
    }
  }
  return undefined;
}

/** Where a key of the array is written. */
export function keyLocation({ file, expression }: WrittenArray, key: string): Location | undefined {
  const item = expression.items.find((each) => each.key?.kind === 'literal' && each.key.value === key);
  return item?.key === undefined ? undefined : { file, range: item.key.range };
}

/** A fix that adds an item at the array's end. */
export function addItem({ file, text, expression }: WrittenArray, item: string, preferred: boolean): Fix {
  const edit = appendArrayItem(text, expression.range, expression.items.at(-1)?.range, item);
  return { title: `Add ${item}`, preferred, edits: [{ file, edits: [edit] }] };
}

function same(a: TextRange, b: TextRange): boolean {
  return a.start === b.start && a.end === b.end;
}
