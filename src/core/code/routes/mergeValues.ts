import type { GroupAttributes } from './attributes';
import { type RunValue, isNull, unknownValue } from './values';

type Parts = readonly (string | undefined)[];

/** What is certain of a value that is one of two. */
export function mergeValues(left: RunValue, right: RunValue): RunValue {
  if (left === right) return left;
  if (left.kind === 'scalar' && right.kind === 'scalar' && left.value === right.value) return left;
  if (left.kind === 'text' && right.kind === 'text') return { ...left, parts: mergeParts(left.parts, right.parts) };
  if (left.kind === 'registrar' && right.kind === 'registrar') {
    return { kind: 'registrar', attributes: mergeEither(left.attributes, right.attributes) };
  }
  // A text that is not certain, or nothing: still a text that is not certain.
  if (isUncertain(left) && isNull(right)) return left;
  if (isUncertain(right) && isNull(left)) return right;
  if (left.kind === 'router' && right.kind === 'router') return left;
  return unknownValue('a value that a condition decides');
}

function isUncertain(value: RunValue): boolean {
  return value.kind === 'text' && value.parts.includes(undefined);
}

function mergeParts(left: Parts, right: Parts): Parts {
  const same = left.length === right.length && left.every((each, index) => each !== undefined && each === right[index]);
  return same ? left : [undefined];
}

function optional(left: Parts | undefined, right: Parts | undefined): Parts | undefined {
  if (left === undefined && right === undefined) return undefined;
  return mergeParts(left ?? [''], right ?? ['']);
}

function mergeEither(left: GroupAttributes, right: GroupAttributes): GroupAttributes {
  const text = ({ middleware, excluded }: GroupAttributes): string =>
    JSON.stringify([middleware, excluded].map((list) => list.map(({ parts }) => parts)));
  const [prefix, as] = [optional(left.prefix, right.prefix), optional(left.as, right.as)];
  const [namespace, controller] = [
    optional(left.namespace, right.namespace),
    optional(left.controller, right.controller),
  ];
  const same = text(left) === text(right);
  return {
    middleware: same ? left.middleware : [],
    excluded: same ? left.excluded : [],
    complete: same && left.complete && right.complete,
    ...(prefix === undefined ? {} : { prefix }),
    ...(as === undefined ? {} : { as }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(controller === undefined ? {} : { controller }),
  };
}
