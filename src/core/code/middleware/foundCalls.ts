import type { Step, Written, WrittenCall } from '../routes/script';

/** A call with what it is made on, wherever it stands. */
export interface FoundCall {
  readonly call: WrittenCall;
  readonly root: Written;
  /** The whole chain. */
  readonly chain: Written;
  /** It stands in a condition or a loop. */
  readonly conditional: boolean;
}

/** Every call in steps, closures included, in the order in which they are written. */
export function callsIn(steps: readonly Step[], conditional = false): FoundCall[] {
  return steps.flatMap((step): FoundCall[] => {
    switch (step.kind) {
      case 'value':
      case 'assign':
        return inWritten(step.value, conditional);
      case 'leave':
        return step.value === undefined ? [] : inWritten(step.value, conditional);
      case 'if':
        return [...callsIn(step.consequent, true), ...callsIn(step.alternate, true)];
      default:
        return callsIn(step.body, true);
    }
  });
}

function inWritten(written: Written, conditional: boolean): FoundCall[] {
  switch (written.kind) {
    case 'chain':
      return [
        ...inWritten(written.root, conditional),
        ...written.calls.flatMap((call) => [
          { call, root: written.root, chain: written, conditional },
          ...call.arguments.flatMap(({ value }) => inWritten(value, conditional)),
        ]),
      ];
    case 'invoke':
    case 'new':
      return written.arguments.flatMap(({ value }) => inWritten(value, conditional));
    case 'closure':
      return callsIn(written.steps, conditional);
    case 'list':
      return written.items.flatMap(({ value }) => inWritten(value, conditional));
    case 'either':
      return written.choices.flatMap((each) => inWritten(each, true));
    default:
      return [];
  }
}
