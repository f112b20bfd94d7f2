import type { Value } from '../value';
import { evaluateExpression } from './expressions';
import type { Frame, Machine, Surroundings, Unit } from './machine';
import { here, maximumDepth, spend } from './machine';
import { executeStatements, returned } from './statements';
import type { FunctionLike, Program } from './syntax';
import { known, listOf, unknown } from './values';

/** Steps one file may take: the largest real configuration files need some ten thousand. */
const stepLimit = 200_000;

export interface EvaluateOptions {
  /** Absolute path of the file; absent for our built-in tables. */
  readonly file?: string;
  readonly source: Unit['source'];
  readonly surroundings: Surroundings;
  /** Steps that may be taken, for files that hold only data. */
  readonly steps?: number;
}

/**
 * What a PHP file that ends in `return …;` returns, evaluated without PHP (language reference of PHP 8). Never throws and
 * always ends. A file that returns nothing gives int 1, as `require` does.
 */
export function evaluateProgram(program: Program, options: EvaluateOptions): Value {
  const unit: Unit = {
    source: options.source,
    surroundings: options.surroundings,
    functions: new Map(),
    classes: new Map(),
    constants: new Map(),
    budget: { steps: options.steps ?? stepLimit },
    ...(options.file === undefined ? {} : { file: options.file }),
  };
  const frame: Frame = { unit, variables: new Map(), tainted: false, maybeReturned: [], depth: 0 };
  try {
    const value = returned(executeStatements(program.body, frame, createMachine()), frame);
    return value.kind === 'absent' ? known(1) : value;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return unknown('syntax', 'nested too deeply to evaluate', [here(unit, { start: 0, end: 0 })]);
  }
}

function createMachine(): Machine {
  let nesting = 0;
  const machine: Machine = {
    evaluate(expression, frame) {
      if (nesting >= maximumDepth)
        return unknown('syntax', 'nested too deeply to evaluate', [here(frame.unit, expression.range)]);
      if (!spend(frame.unit, 1))
        return unknown('syntax', 'takes too many steps to evaluate', [here(frame.unit, expression.range)]);
      nesting++;
      try {
        return evaluateExpression(expression, frame, machine);
      } finally {
        nesting--;
      }
    },
    execute: (statements, frame) => executeStatements(statements, frame, machine),
    invoke: (declaration, args, frame, outer) => invoke(declaration, args, frame, outer, machine),
  };
  return machine;
}

function invoke(
  declaration: FunctionLike,
  args: readonly Value[],
  frame: Frame,
  outer: ReadonlyMap<string, Value> | undefined,
  machine: Machine,
): Value {
  const inside: Frame = {
    unit: frame.unit,
    variables: new Map(outer ?? []),
    tainted: outer !== undefined && frame.tainted,
    maybeReturned: [],
    depth: frame.depth + 1,
  };
  for (const [index, parameter] of declaration.parameters.entries()) {
    if (parameter.byReference) return unknown('call', `calls ${declaration.name}()`);
    const given = parameter.variadic ? listOf(args.slice(index)) : args[index];
    const value = given ?? (parameter.default === undefined ? undefined : machine.evaluate(parameter.default, inside));
    if (value === undefined) return unknown('call', `calls ${declaration.name}() with too few arguments`);
    inside.variables.set(parameter.name, value);
  }
  const value = returned(machine.execute(declaration.body, inside), inside);
  return value.kind === 'absent' ? known(null) : value;
}
