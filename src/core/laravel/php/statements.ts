import type { Value } from '../value';
import { absent } from '../value';
import type { Completion, Frame, Machine } from './machine';
import { spend } from './machine';
import { foreach, loop, skip } from './loops';
import { decides, either, fork, joinVariables } from './merge';
import { looselyEqual } from './scalars';
import type { Expression, Statement } from './syntax';
import { known, truth, unknown } from './values';
import { unset } from './variables';

const normal: Completion = { kind: 'normal' };

/** Runs statements in order until one of them leaves. Functions are known before the first statement, as in PHP. */
export function executeStatements(statements: readonly Statement[], frame: Frame, machine: Machine): Completion {
  for (const statement of statements) {
    if (statement.kind === 'function')
      frame.unit.functions.set(statement.declaration.name.toLowerCase(), statement.declaration);
    if (statement.kind === 'class')
      frame.unit.classes.set(statement.declaration.name.toLowerCase(), statement.declaration);
  }
  for (const statement of statements) {
    const completion = execute(statement, frame, machine);
    if (completion.kind !== 'normal') return completion;
  }
  return normal;
}

function execute(statement: Statement, frame: Frame, machine: Machine): Completion {
  if (!spend(frame.unit, 1)) return { kind: 'lost', value: unknown('syntax', 'takes too many steps to evaluate') };
  switch (statement.kind) {
    case 'expression': {
      const { expression } = statement;
      machine.evaluate(expression, frame);
      return expression.kind === 'throw' || expression.kind === 'exit' ? { kind: 'stop' } : normal;
    }
    case 'return':
      return {
        kind: 'return',
        value: statement.value === undefined ? known(null) : machine.evaluate(statement.value, frame),
      };
    case 'if':
      return conditional(statement, frame, machine);
    case 'block':
      return executeStatements(statement.body, frame, machine);
    case 'foreach':
      return foreach(statement, frame, machine);
    case 'for':
      for (const each of statement.start) machine.evaluate(each, frame);
      return loop(() => all(statement.tests, frame, machine), statement.body, statement.steps, frame, machine);
    case 'while':
      return loop(() => machine.evaluate(statement.test, frame), statement.body, [], frame, machine);
    case 'doWhile': {
      let first = true;
      const test = (): Value => {
        if (!first) return machine.evaluate(statement.test, frame);
        first = false;
        return known(true);
      };
      return loop(test, statement.body, [], frame, machine);
    }
    case 'switch':
      return switched(statement, frame, machine);
    case 'try':
      return guarded(statement, frame, machine);
    case 'break':
    case 'continue':
      return { kind: statement.kind, levels: statement.levels };
    case 'constants':
      for (const { name, value } of statement.constants) frame.unit.constants.set(name, machine.evaluate(value, frame));
      return normal;
    case 'unset':
      for (const target of statement.targets) unset(target, frame, machine);
      return normal;
    case 'echo':
      for (const each of statement.expressions) machine.evaluate(each, frame);
      return normal;
    case 'variables':
      for (const name of statement.names)
        frame.variables.set(name, unknown('variable', `$${name} is ${statement.how}`));
      return normal;
    case 'function':
    case 'class':
    case 'nothing':
      return normal;
    case 'other':
      break;
  }
  return { kind: 'lost', value: unknown('syntax', `uses ${statement.what}, which is not evaluated`) };
}

/** The last of a for loop's tests counts; no test is true. */
function all(tests: readonly Expression[], frame: Frame, machine: Machine): Value {
  let result: Value = known(true);
  for (const test of tests) result = machine.evaluate(test, frame);
  return result;
}

function conditional(statement: Extract<Statement, { kind: 'if' }>, frame: Frame, machine: Machine): Completion {
  const answer = truth(machine.evaluate(statement.test, frame));
  if (answer !== undefined) {
    return executeStatements(answer ? statement.consequent : statement.alternate, frame, machine);
  }
  const [left, right] = [fork(frame), fork(frame)];
  const then = executeStatements(statement.consequent, left, machine);
  const otherwise = executeStatements(statement.alternate, right, machine);
  return join([left, then], [right, otherwise], frame, decides(statement.test));
}

/** Two ways through the code of which one was taken: what is certain after both. */
function join(
  [left, first]: [Frame, Completion],
  [right, second]: [Frame, Completion],
  frame: Frame,
  detail: string,
): Completion {
  frame.tainted ||= left.tainted || right.tainted;
  if (first.kind === 'lost') return first;
  if (second.kind === 'lost') return second;
  if (first.kind === 'return' && second.kind === 'return') {
    return { kind: 'return', value: either(first.value, second.value, detail) };
  }
  if (first.kind === 'normal' && second.kind === 'normal') {
    frame.variables = joinVariables(left, right, detail);
    return normal;
  }
  // One way leaves: what follows belongs to the other, and the value of a return is kept for the end.
  const leaving = first.kind === 'normal' ? second : first;
  const [staying, stayingFrame] = first.kind === 'normal' ? [first, left] : [second, right];
  if (leaving.kind === 'stop' || leaving.kind === 'return') {
    frame.variables = stayingFrame.variables;
    if (leaving.kind === 'return') frame.maybeReturned.push(leaving.value);
    return staying;
  }
  const [one, other] = [jump(first), jump(second)];
  if (one !== undefined && one === other) {
    frame.variables = joinVariables(left, right, detail);
    return first;
  }
  return { kind: 'lost', value: unknown('condition', detail) };
}

/** Equal for two completions that leave to the same place. */
function jump(completion: Completion): string | undefined {
  return 'levels' in completion ? `${completion.kind} ${completion.levels}` : undefined;
}

function switched(statement: Extract<Statement, { kind: 'switch' }>, frame: Frame, machine: Machine): Completion {
  const subject = machine.evaluate(statement.subject, frame);
  let start = -1;
  for (const [index, each] of statement.cases.entries()) {
    if (each.test === undefined) continue;
    const test = machine.evaluate(each.test, frame);
    if (subject.kind !== 'known' || test.kind !== 'known') {
      return skip({ body: statement.cases.flatMap((one) => one.body) }, decides(statement.subject), frame, machine);
    }
    if (looselyEqual(subject.value, test.value)) {
      start = index;
      break;
    }
  }
  if (start === -1) start = statement.cases.findIndex((each) => each.test === undefined);
  if (start === -1) return normal;
  for (const each of statement.cases.slice(start)) {
    const completion = executeStatements(each.body, frame, machine);
    if (completion.kind === 'normal') continue;
    // Inside switch, `continue` means `break`.
    if (completion.kind !== 'break' && completion.kind !== 'continue') return completion;
    return completion.levels > 1 ? { kind: completion.kind, levels: completion.levels - 1 } : normal;
  }
  return normal;
}

/** try: the catch blocks may run after any part of the body. */
function guarded(statement: Extract<Statement, { kind: 'try' }>, frame: Frame, machine: Machine): Completion {
  const before = fork(frame);
  let completion = executeStatements(statement.body, frame, machine);
  for (const handler of statement.catches) {
    const inside = fork(frame);
    inside.variables = joinVariables(before, frame, 'an exception');
    if (handler.variable !== undefined) inside.variables.set(handler.variable, unknown('variable', 'an exception'));
    const handled = executeStatements(handler.body, inside, machine);
    const body = fork(frame);
    completion = join([body, completion], [inside, handled], frame, 'an exception');
    if (completion.kind === 'lost') return completion;
  }
  const always = executeStatements(statement.always, frame, machine);
  return always.kind === 'normal' ? completion : always;
}

/** The value a frame returns in the end, with those that it may have returned before. */
export function returned(completion: Completion, frame: Frame): Value {
  let value: Value;
  if (completion.kind === 'lost') value = completion.value;
  else if (completion.kind === 'return') value = completion.value;
  else if (completion.kind === 'stop') value = unknown('call', 'the file ends before it returns');
  else value = absent;
  for (const earlier of frame.maybeReturned) value = either(earlier, value, 'a condition');
  return value;
}
