import type { Value } from '../value';
import type { Completion, Frame, Machine } from './machine';
import { spend } from './machine';
import type { Expression, Statement } from './syntax';
import { known, truth, unknown } from './values';
import { assign, assignedIn, taint } from './variables';

const normal: Completion = { kind: 'normal' };

/** foreach over a certain list, round by round; a loop over anything else is skipped. */
export function foreach(
  statement: Extract<Statement, { kind: 'foreach' }>,
  frame: Frame,
  machine: Machine,
): Completion {
  const subject = machine.evaluate(statement.subject, frame);
  if (subject.kind === 'known') return normal; // a warning, and no rounds
  if (subject.kind !== 'array' || statement.byReference) {
    return skip(statement, 'a loop that is not certain', frame, machine);
  }
  for (const entry of subject.entries.values()) {
    if (!spend(frame.unit, 1)) return { kind: 'lost', value: unknown('syntax', 'takes too many steps to evaluate') };
    if (statement.key !== undefined) {
      const origins = entry.value.kind === 'absent' ? [] : entry.value.origins;
      assign(statement.key, { ...known(entry.key), origins }, frame, machine);
    }
    assign(statement.value, entry.value, frame, machine);
    const completion = machine.execute(statement.body, frame);
    const end = afterRound(completion);
    if (end !== undefined) return end;
  }
  return normal;
}

/** for, while and do: round by round while the test is certain. */
export function loop(
  test: () => Value,
  body: readonly Statement[],
  steps: readonly Expression[],
  frame: Frame,
  machine: Machine,
): Completion {
  for (;;) {
    if (!spend(frame.unit, 1)) return { kind: 'lost', value: unknown('syntax', 'takes too many steps to evaluate') };
    const answer = truth(test());
    if (answer === undefined) return skip({ body, steps }, 'a loop that is not certain', frame, machine);
    if (!answer) return normal;
    const end = afterRound(machine.execute(body, frame));
    if (end !== undefined) return end;
    for (const step of steps) machine.evaluate(step, frame);
  }
}

/** Undefined: the loop goes on. */
function afterRound(completion: Completion): Completion | undefined {
  if (completion.kind === 'normal') return undefined;
  if (completion.kind !== 'break' && completion.kind !== 'continue') return completion;
  if (completion.levels > 1) return { kind: completion.kind, levels: completion.levels - 1 };
  return completion.kind === 'break' ? normal : undefined;
}

/** Code that may run any number of times: every variable it mentions is uncertain, and so is what it returns. */
export function skip(
  code: {
    readonly body: readonly Statement[];
    readonly steps?: readonly Expression[];
    readonly value?: Expression;
    readonly key?: Expression;
  },
  detail: string,
  frame: Frame,
  machine: Machine,
): Completion {
  if (leaves(code.body)) return { kind: 'lost', value: unknown('condition', detail) };
  const wrapped: Statement[] = [code.value, code.key, ...(code.steps ?? [])].flatMap((each) =>
    each === undefined ? [] : [{ kind: 'expression', expression: each, range: each.range } as const],
  );
  const names = assignedIn([...code.body, ...wrapped]);
  if (names === undefined) taint(frame, detail);
  for (const name of names ?? []) {
    const target: Expression = { kind: 'variable', name, range: { start: 0, end: 0 } };
    assign(target, unknown('condition', detail), frame, machine);
  }
  return normal;
}

/** Whether statements hold a return of their own function, or something that is not followed. */
function leaves(statements: readonly Statement[]): boolean {
  return statements.some((statement) => {
    const { kind } = statement;
    if (kind === 'return' || kind === 'other') return true;
    if (kind === 'if') return leaves(statement.consequent) || leaves(statement.alternate);
    if (kind === 'switch') return statement.cases.some((each) => leaves(each.body));
    if (kind === 'try' && (leaves(statement.always) || statement.catches.some((each) => leaves(each.body))))
      return true;
    const loops = kind === 'foreach' || kind === 'for' || kind === 'while' || kind === 'doWhile';
    return (loops || kind === 'block' || kind === 'try') && leaves(statement.body);
  });
}
