import { type Leaving, type Run, conditionally, spend } from './run';
import type { Step } from './script';
import { type Frame, type RunValue, truthOf, unknownValue } from './values';
import { mergeValues } from './mergeValues';

/** More turns of one loop than any list of routes has. */
const mostTurns = 1000;

/** Follows steps in order. What comes behind a conditional `return` is conditional itself. */
export function runSteps(steps: readonly Step[], frame: Frame, run: Run): Leaving {
  const before = run.conditional;
  let left: Leaving = 'no';
  try {
    for (const step of steps) {
      if (!spend(run, 1)) return 'yes';
      const leaving = runStep(step, frame, run);
      if (leaving === 'yes') return 'yes';
      if (leaving === 'maybe') {
        left = 'maybe';
        run.conditional = true;
      }
    }
    return left;
  } finally {
    run.conditional = before;
  }
}

function runStep(step: Step, frame: Frame, run: Run): Leaving {
  switch (step.kind) {
    case 'value':
      run.value(step.value, frame);
      return 'no';
    case 'assign':
      frame.variables.set(step.variable, run.value(step.value, frame));
      return 'no';
    case 'leave':
      if (step.value !== undefined) {
        const value = run.value(step.value, frame);
        frame.returned = frame.returned === undefined ? value : mergeValues(frame.returned, value);
      }
      return 'yes';
    case 'if':
      return runIf(step, frame, run);
    case 'each':
      return runEach(step, frame, run);
    default:
      return conditionally(run, () => {
        const known = countOf(run);
        const leaving = runSteps(step.body, frame, run);
        if (countOf(run) !== known)
          run.gaps.add(`Routes are registered in a loop or a switch in ${shown(frame, run)}.`);
        return leaving === 'no' ? 'no' : 'maybe';
      });
  }
}

function runIf(step: Extract<Step, { kind: 'if' }>, frame: Frame, run: Run): Leaving {
  const truth = truthOf(run.value(step.test, frame));
  if (truth !== undefined) return runSteps(truth ? step.consequent : step.alternate, frame, run);
  const before = frame.variables;
  // Both sides get variables of their own.
  if (!spend(run, before.size >> 2)) return 'yes';
  const sides = [step.consequent, step.alternate].map((steps) => {
    frame.variables = new Map(before);
    const leaving = conditionally(run, () => runSteps(steps, frame, run));
    return { leaving, variables: frame.variables };
  });
  const staying = sides.filter(({ leaving }) => leaving !== 'yes');
  frame.variables = staying.map(({ variables }) => variables).reduce(joined, staying[0]?.variables ?? before);
  if (staying.length === 0) return 'yes';
  return sides.every(({ leaving }) => leaving === 'no') ? 'no' : 'maybe';
}

function joined(left: Map<string, RunValue>, right: Map<string, RunValue>): Map<string, RunValue> {
  if (left === right) return left;
  const result = new Map<string, RunValue>();
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const [one, other] = [left.get(name), right.get(name)];
    const value = one === undefined || other === undefined ? unknownValue(`$${name}`) : mergeValues(one, other);
    result.set(name, value);
  }
  return result;
}

function runEach(step: Extract<Step, { kind: 'each' }>, frame: Frame, run: Run): Leaving {
  const subject = run.value(step.subject, frame);
  if (subject.kind === 'list' && subject.complete && subject.entries.length <= mostTurns) {
    for (const { key, value } of subject.entries) {
      const location = { file: frame.file, range: step.range };
      if (step.key !== undefined) {
        const text: RunValue =
          typeof key === 'string' ? { kind: 'text', parts: [key], location } : { kind: 'scalar', value: key, location };
        frame.variables.set(step.key, text);
      }
      if (step.variable !== undefined) frame.variables.set(step.variable, value);
      // A `return` or `continue` inside leaves this turn at most; what follows may not run.
      if (runSteps(step.body, frame, run) !== 'no') return 'maybe';
    }
    return 'no';
  }
  return conditionally(run, () => {
    for (const name of [step.key, step.variable])
      if (name !== undefined) frame.variables.set(name, unknownValue(`$${name}`));
    const known = countOf(run);
    runSteps(step.body, frame, run);
    if (countOf(run) !== known) run.gaps.add(`Routes are registered in a loop in ${shown(frame, run)}.`);
    return 'no';
  });
}

function countOf(run: Run): number {
  return run.routes.length + run.resources.length;
}

function shown({ file }: Frame, { root }: Run): string {
  return file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file;
}
