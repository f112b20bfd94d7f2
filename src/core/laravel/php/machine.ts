import type { TextRange } from '../../base/text';
import { joinPath } from '../../base/path';
import type { Origin, UnknownValue, Value } from '../value';
import type { ClassDeclaration, Expression, FunctionLike, Statement } from './syntax';
import { unknown, weightOf, withOrigins } from './values';

// What the parts of the evaluator share. Expressions, statements and calls need each other: the machine ties them
// together, so that their files do not import each other.

/** What an environment variable is, as far as the environment file says. */
export type EnvAnswer =
  | { readonly kind: 'set'; readonly text: string; readonly origin: Origin }
  | { readonly kind: 'unset' }
  | { readonly kind: 'unknown'; readonly value: UnknownValue };

/** The application around a configuration file. */
export interface Surroundings {
  env(key: string): EnvAnswer;
  /** config('app.name') among the files that Laravel loads earlier. */
  config(path: string): Value;
  /** Absolute folders behind base_path(), storage_path() …; those that cannot be known are missing. */
  readonly folders: ReadonlyMap<string, string>;
  /** Laravel up to 9 joins paths as they are written: storage_path('/x') is "storage//x". From 10 on one slash is left. */
  readonly keepsSlashes?: boolean;
  /** Functions from the files that composer loads always, by lower-case name. */
  readonly helpers: ReadonlyMap<string, DeclaredFunction>;
}

export interface DeclaredFunction {
  readonly declaration: FunctionLike;
  /** Absolute path of the file that declares it. */
  readonly file: string;
}

/** One file being evaluated. */
export interface Unit {
  /** Absolute path; absent for our built-in table. */
  readonly file?: string;
  readonly source: 'config' | 'framework' | 'package';
  readonly surroundings: Surroundings;
  /** Functions, classes and constants declared in this file so far, by lower-case name (constants as written). */
  readonly functions: Map<string, FunctionLike>;
  readonly classes: Map<string, ClassDeclaration>;
  readonly constants: Map<string, Value>;
  /** Steps left: what keeps hostile or huge files from taking long. */
  readonly budget: { steps: number };
}

/** The variables of one function call, or of the file itself. */
export interface Frame {
  readonly unit: Unit;
  variables: Map<string, Value>;
  /** Set when some variables may have been changed in a way we do not follow: missing ones are unknown then. */
  tainted: boolean;
  /** Values that a `return` under an unknown condition may already have given. */
  readonly maybeReturned: Value[];
  readonly depth: number;
}

/** How a list of statements ended. */
export type Completion =
  | { readonly kind: 'normal' }
  | { readonly kind: 'return'; readonly value: Value }
  /** exit, throw, or an endless loop: nothing after it runs. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'break' | 'continue'; readonly levels: number }
  /** Control flow that we do not follow: whatever the frame returns is unknown. */
  | { readonly kind: 'lost'; readonly value: UnknownValue };

export interface Machine {
  evaluate(expression: Expression, frame: Frame): Value;
  execute(statements: readonly Statement[], frame: Frame): Completion;
  /** Runs a function with arguments already evaluated; `outer` are the variables an arrow function sees. */
  invoke(declaration: FunctionLike, args: readonly Value[], frame: Frame, outer?: ReadonlyMap<string, Value>): Value;
}

/** Deepest nesting of calls and expressions that is followed. */
export const maximumDepth = 400;

/** Longest string, in UTF-16 units, and largest array that an expression may build. */
export const maximumSize = 256 * 1024;

/** Takes steps from the budget; false when it is used up. */
export function spend(unit: Unit, steps: number): boolean {
  unit.budget.steps -= steps;
  return unit.budget.steps > 0;
}

/** The place of an expression in the file being evaluated. */
export function here(unit: Unit, range: TextRange): Origin {
  return unit.file === undefined ? { source: unit.source } : { source: unit.source, file: unit.file, range };
}

/** Where the parts of an expression come from, without the places inside the expression itself. */
export function originsOf(unit: Unit, range: TextRange, parts: readonly Value[]): Origin[] {
  const origins: Origin[] = [here(unit, range)];
  const seen = new Set<string>([key(origins[0])]);
  for (const part of parts) {
    for (const origin of part.kind === 'absent' ? [] : part.origins) {
      if (isInside(origin, unit, range) || seen.has(key(origin))) continue;
      seen.add(key(origin));
      origins.push(origin);
    }
  }
  return origins;
}

function isInside(origin: Origin, unit: Unit, range: TextRange): boolean {
  if (origin.source !== unit.source || origin.file !== unit.file) return false;
  if (origin.range === undefined) return true;
  return origin.range.start >= range.start && origin.range.end <= range.end;
}

function key(origin: Origin | undefined): string {
  return `${origin?.source} ${origin?.file} ${origin?.range?.start} ${origin?.range?.end} ${origin?.envKey}`;
}

/**
 * `value` as the result of the expression at `range` that was made from `parts`. Every result passes here: this is where
 * its size is charged, so that no file can make the evaluator fill the memory.
 */
export function resultAt(unit: Unit, range: TextRange, value: Value, parts: readonly Value[]): Value {
  const origins = originsOf(unit, range, parts);
  const cost = value.kind === 'array' ? value.entries.size : textLength(value) >> 4;
  if (!spend(unit, cost)) return unknown('syntax', 'takes too many steps to evaluate', origins);
  if (weightOf(value) > maximumSize) return unknown('syntax', 'too large to evaluate', origins);
  return withOrigins(value, origins);
}

function textLength(value: Value): number {
  return value.kind === 'known' && typeof value.value === 'string' ? value.value.length : 0;
}

/** The folder of the file being evaluated; undefined for the built-in table. */
export function folderOf(unit: Unit): string | undefined {
  return unit.file === undefined ? undefined : joinPath(unit.file, '..');
}
