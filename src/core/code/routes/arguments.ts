import type { Run } from './run';
import type { WrittenCall } from './script';
import { type Frame, type RunValue, unknownValue } from './values';

/** The arguments of a call, each worked out when it is asked for. */
export interface Arguments {
  /** By position, or by name where it is named. */
  at(index: number, name?: string): RunValue | undefined;
  /** Those without a name. */
  readonly all: readonly RunValue[];
}

/** Works out the arguments of a call, in order. */
export function argumentsOf(call: Pick<WrittenCall, 'arguments'>, frame: Frame, run: Run): Arguments {
  const found = new Map<string, RunValue>();
  const all: RunValue[] = [];
  for (const { value, name, spread } of call.arguments) {
    const worked = run.value(value, frame);
    const listed = spread
      ? worked.kind === 'list' && worked.complete
        ? worked.entries.map((each) => each.value)
        : undefined
      : [worked];
    if (name === undefined) all.push(...(listed ?? [unknownValue('spread arguments')]));
    else found.set(name, worked);
  }
  return { at: (index, name) => (name === undefined ? undefined : found.get(name)) ?? all[index], all };
}

/** `middleware('a', 'b')` as well as `middleware(['a', 'b'])`. */
export function listed(args: Arguments): RunValue | undefined {
  if (args.all.length <= 1) return args.at(0, 'middleware');
  return { kind: 'list', entries: args.all.map((value, key) => ({ key, value })), complete: true };
}
