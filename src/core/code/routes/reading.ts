import type { TextRange } from '../../base/text';
import type { Argument, Expression, FunctionLike, Statement } from '../../laravel/php/syntax';
import type { Step, Written, WrittenArgument, WrittenParameter } from './script';

/** What a file's expressions are read with. */
export interface Reading {
  /** Absolute path of the application. */
  readonly root: string;
  /** Absolute path of the file. */
  readonly file: string;
  /** Absolute path of the file's folder. */
  readonly folder: string;
  readonly text: string;
  /** The class around, for `self`. */
  readonly className?: string;
  /** readWritten(), handed along because what it calls calls it. */
  readonly written: (expression: Expression, reading: Reading) => Written;
  /** readSteps() */
  readonly steps: (statements: readonly Statement[], reading: Reading) => readonly Step[];
}

/** What is not followed. @param what for people: "a calculation" */
export function unknownWritten(what: string, range: TextRange): Written {
  return { kind: 'unknown', what, range };
}

/** Arguments in order. @param bodies false for the handlers of routes, whose code says nothing about routes */
export function readArguments(args: readonly Argument[], reading: Reading, bodies = true): readonly WrittenArgument[] {
  return args.map(({ value, spread, name }) => ({
    value:
      value.kind === 'closure'
        ? readClosure(value.declaration, value.range, reading, bodies)
        : reading.written(value, reading),
    spread,
    ...(name === undefined ? {} : { name }),
  }));
}

/** Names and classes of parameters. */
export function readParameters(declaration: FunctionLike): readonly WrittenParameter[] {
  return declaration.parameters.map(({ name, type }) => ({ name, ...(type === undefined ? {} : { type }) }));
}

/** `self` and `static` as the class around; `static` may be a class that extends it, which has the same routes. */
export function named(className: string, { className: own }: Reading): string {
  return (className === 'self' || className === 'static') && own !== undefined ? own : className;
}

/** A closure. @param bodies whether its code matters */
export function readClosure(declaration: FunctionLike, range: TextRange, reading: Reading, bodies: boolean): Written {
  const steps: readonly Step[] = bodies ? reading.steps(declaration.body, reading) : [];
  return { kind: 'closure', range, parameters: readParameters(declaration), steps };
}
