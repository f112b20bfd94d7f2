import type { Argument, Expression } from '../../laravel/php/syntax';
import { constantValue } from '../constantValue';
import type { TaskCall } from './task';

/** A text as far as it is certain. */
export interface Words {
  /** All of it. */
  readonly text?: string;
  /** Its beginning: "backup:run --only-to-disk=" of `'backup:run --only-to-disk='.$disk`. */
  readonly head: string;
}

const nothing: Words = { head: '' };
/** Longer than any command line: `$a = $a.$a` doubles with each statement. */
const longestText = 10_000;
const weekdays = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];

/**
 * What an expression says as text: literals, joined text, class names, and variables whose texts are known.
 *
 * @param file absolute path
 * @param texts what is known of variables, by name
 */
export function wordsOf(expression: Expression, file: string, texts: ReadonlyMap<string, Words>): Words {
  const inner = (each: Expression): Words => wordsOf(each, file, texts);
  switch (expression.kind) {
    case 'variable':
      return (typeof expression.name === 'string' ? texts.get(expression.name) : undefined) ?? nothing;
    case 'binary':
      return expression.operator === '.' ? joined([inner(expression.left), inner(expression.right)]) : nothing;
    case 'template':
      return joined(expression.parts.map(inner));
    case 'new':
      return typeof expression.className === 'string' ? certain(expression.className) : nothing;
    case 'assign':
      return expression.operator === '=' ? inner(expression.value) : nothing;
    default: {
      const value = constantValue(expression, file);
      if (value.kind !== 'known') return nothing;
      return typeof value.value === 'string' || typeof value.value === 'number'
        ? certain(String(value.value))
        : nothing;
    }
  }
}

function certain(text: string): Words {
  return { text, head: text };
}

function joined(parts: readonly Words[]): Words {
  let head = '';
  for (const part of parts) {
    head += part.head;
    if (head.length > longestText) return { head: head.slice(0, longestText) };
    if (part.text === undefined) return { head };
  }
  return certain(head);
}

/** The first word: an Artisan command's name in "backup:run --only-db". Undefined when the text may go on without a space. */
export function firstWord({ text, head }: Words): string | undefined {
  const word = /^\s*(\S+)(\s?)/.exec(head);
  return text !== undefined || word?.[2] !== '' ? word?.[1] : undefined;
}

/** The arguments of a method in a task's chain, as far as they are certain. */
export function callArguments(
  written: readonly Argument[],
  file: string,
  texts: ReadonlyMap<string, Words>,
): TaskCall['arguments'] {
  return written.map(({ value, spread, name }) => {
    if (spread || name !== undefined) return undefined;
    if (value.kind === 'array') {
      const items = value.items.map((item) => (item.spread ? undefined : scalar(item.value, file, texts)));
      return items.every((item) => item !== undefined) ? items.map(String) : undefined;
    }
    return scalar(value, file, texts);
  });
}

function scalar(expression: Expression, file: string, texts: ReadonlyMap<string, Words>): string | number | undefined {
  if (expression.kind === 'classConstant' && typeof expression.name === 'string' && isSchedule(expression.className)) {
    const day = weekdays.indexOf(expression.name);
    if (day >= 0) return day;
  }
  if (expression.kind === 'literal' && typeof expression.value === 'number') return expression.value;
  // `withoutOverlapping($expiresAt = 30)` says a name for people.
  if (expression.kind === 'assign' && expression.operator === '=') return scalar(expression.value, file, texts);
  return wordsOf(expression, file, texts).text;
}

function isSchedule(className: string | Expression): boolean {
  return typeof className === 'string' && /(?:^|\\)Schedule$/.test(className);
}

/**
 * The parameters of a command as the scheduler writes them on a command line (Schedule::compileParameters): `['--only-db']` and
 * `['--only-db' => true]` are "--only-db". Undefined when one is not certain.
 */
export function parameterLine(
  expression: Expression | undefined,
  file: string,
  texts: ReadonlyMap<string, Words>,
): string | undefined {
  if (expression === undefined) return '';
  if (expression.kind !== 'array') return undefined;
  const parts = expression.items.map(({ key, value, spread }) => {
    const name = key === undefined ? undefined : wordsOf(key, file, texts).text;
    if (spread || (key !== undefined && name === undefined)) return undefined;
    const constant = value.kind === 'array' ? undefined : constantValue(value, file);
    if (name !== undefined && constant?.kind === 'known' && typeof constant.value === 'boolean') {
      return constant.value ? name : '';
    }
    const text = wordsOf(value, file, texts).text;
    if (text === undefined) return undefined;
    return name === undefined || /^\d+$/.test(name) ? text : `${name}=${text}`;
  });
  return parts.includes(undefined) ? undefined : parts.filter((part) => part !== '').join(' ');
}
