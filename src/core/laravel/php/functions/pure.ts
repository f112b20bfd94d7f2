import type { Scalar, Value } from '../../value';
import { toText } from '../scalars';
import { fromData, known } from '../values';

// Functions without side effects whose result depends on their arguments alone: the allow-list of the evaluator.

/** Gets certain arguments; undefined when the result cannot be known from them. Nothing in it throws. */
export type PureFunction = (args: readonly Value[]) => Value | undefined;

/** By lower-case name. */
export type PureFunctions = Readonly<Record<string, PureFunction>>;

/** The scalar at a position; `otherwise` when the argument was not given, undefined when it is an array. */
export function scalarAt(args: readonly Value[], index: number, otherwise?: Scalar): Scalar | undefined {
  const value = args[index];
  if (value === undefined) return otherwise;
  return value.kind === 'known' ? value.value : undefined;
}

/** The argument as PHP turns it into a string parameter. */
export function textAt(args: readonly Value[], index: number, otherwise?: string): string | undefined {
  const value = args[index];
  if (value === undefined) return otherwise;
  return value.kind === 'known' ? toText(value.value, value.float) : undefined;
}

/** The argument as a whole number; undefined for everything that is not one. */
export function integerAt(args: readonly Value[], index: number, otherwise?: number): number | undefined {
  const scalar = scalarAt(args, index, otherwise);
  const number = typeof scalar === 'string' && /^-?\d+$/.test(scalar) ? Number(scalar) : scalar;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** The scalars of an array argument in order; undefined when it is no array or an element is not certain. */
export function scalarsAt(args: readonly Value[], index: number): { value: Scalar; float: boolean }[] | undefined {
  const list = args[index];
  if (list?.kind !== 'array') return undefined;
  const scalars: { value: Scalar; float: boolean }[] = [];
  for (const { value } of list.entries.values()) {
    if (value.kind !== 'known') return undefined;
    scalars.push({ value: value.value, float: value.float === true });
  }
  return scalars;
}

/** A function of strings with `required` of them, and more that may be missing. */
export function onTexts(required: number, apply: (...texts: string[]) => unknown): PureFunction {
  return (args) => {
    if (args.length < required) return undefined;
    const texts: string[] = [];
    for (let index = 0; index < args.length; index++) {
      const text = textAt(args, index);
      if (text === undefined) return undefined;
      texts.push(text);
    }
    const result = apply(...texts);
    return result === undefined ? undefined : fromData(result);
  };
}

/** A question about one value of any kind. */
export function question(ask: (value: Exclude<Value, { kind: 'unknown' }>) => boolean): PureFunction {
  return ([value]) => (value === undefined || value.kind === 'unknown' ? undefined : known(ask(value)));
}
