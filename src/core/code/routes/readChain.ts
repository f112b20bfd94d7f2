import type { TextRange } from '../../base/text';
import type { Expression } from '../../laravel/php/syntax';
import { isRouter, matters } from './readCalls';
import { type Reading, named, readArguments, unknownWritten } from './reading';
import type { Written, WrittenCall } from './script';
import { handlers } from './words';

type MethodCall = Extract<Expression, { kind: 'methodCall' }>;
type StaticCall = Extract<Expression, { kind: 'staticCall' }>;

const facades = new Set(['Route', 'Illuminate\\Support\\Facades\\Route']);

/** Calls one after the other, from what they begin with. */
export function readChain(expression: MethodCall | StaticCall, reading: Reading): Written {
  const range = ofCall(expression.range, reading);
  const calls: WrittenCall[] = [];
  let current: Expression = expression;
  let root: Written | undefined;
  while (root === undefined) {
    if (current.kind === 'methodCall' && typeof current.method === 'string') {
      if (current.target.kind === 'variable' && current.target.name === 'this') {
        root = invocation(current, '$this', current.method, reading);
        break;
      }
      if (current.target.kind === 'new' && typeof current.target.className === 'string') {
        root = invocation(current, named(current.target.className, reading), current.method, reading);
        break;
      }
      if (current.method === 'make' && isRouter(current.arguments[0]?.value)) {
        root = { kind: 'router', range: current.range };
        break;
      }
      calls.unshift(callOf(current, current.method, reading));
      current = current.target;
    } else if (current.kind === 'staticCall' && typeof current.method === 'string') {
      if (typeof current.className !== 'string') return unknownWritten('a call', range);
      if (facades.has(current.className)) {
        calls.unshift(callOf(current, current.method, reading));
        root = { kind: 'router', range: { start: current.range.start, end: current.nameRange.start } };
      } else {
        root = invocation(current, named(current.className, reading), current.method, reading);
      }
    } else if (current.kind === 'methodCall' || current.kind === 'staticCall') {
      return unknownWritten('a call', range);
    } else {
      root = reading.written(current, reading);
    }
  }
  if (calls.length === 0) return root;
  const relevant =
    matters(root) ||
    root.kind === 'variable' ||
    calls.some((call) => call.arguments.some(({ value }) => matters(value)));
  return relevant ? { kind: 'chain', range, root, calls } : unknownWritten('a call', range);
}

function callOf(call: MethodCall | StaticCall, method: string, reading: Reading): WrittenCall {
  return {
    method,
    nameRange: call.nameRange,
    arguments: readArguments(call.arguments, reading, !handlers.has(method)),
    end: ofCall(call.range, reading).end,
  };
}

function invocation(call: MethodCall | StaticCall, className: string, method: string, reading: Reading): Written {
  return {
    kind: 'invoke',
    range: ofCall(call.range, reading),
    className,
    method,
    arguments: readArguments(call.arguments, reading),
  };
}

/** Up to the closing parenthesis: the parser counts a semicolon behind a call to it. */
function ofCall(range: TextRange, { text }: Reading): TextRange {
  const close = text.lastIndexOf(')', range.end - 1);
  return close < range.start ? range : { start: range.start, end: close + 1 };
}
