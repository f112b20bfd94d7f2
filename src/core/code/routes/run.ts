import type { Location } from '../../finding';
import type { GroupAttributes } from './attributes';
import type { PendingResource, PendingRoute } from './registered';
import type { Script, ScriptClass, Step, Written } from './script';
import type { Frame, RunValue } from './values';

/** A class with the file it is in. */
export interface DeclaredClass {
  readonly script: Script;
  readonly declaration: ScriptClass;
}

/** Whether the code around is left behind: `maybe` when a condition decides. */
export type Leaving = 'no' | 'maybe' | 'yes';

/** What is known while the registering code of an application is followed, and what it registered so far. */
export interface Run {
  /** The value of something written; what it does to the router happens on the way. */
  readonly value: (written: Written, frame: Frame) => RunValue;
  /** Follows steps in order. */
  readonly follow: (steps: readonly Step[], frame: Frame) => Leaving;
  /** Absolute path → script. */
  readonly scripts: ReadonlyMap<string, Script>;
  /** Lower-case class name → class. */
  readonly classes: ReadonlyMap<string, DeclaredClass>;
  /** Whether a class is one of the application's own. */
  isOwnClass(name: string): boolean;
  /** A text constant or enum case of the application's classes. */
  constantText(className: string, name: string): string | undefined;
  /** A configuration value that no environment decides; unknown otherwise. */
  config(path: string, location: Location): RunValue;
  readonly root: string;
  /** The attributes of the groups around; undefined outside of groups. */
  group: GroupAttributes | undefined;
  /** Whether what runs now may not run in the application. */
  conditional: boolean;
  readonly routes: PendingRoute[];
  readonly resources: PendingResource[];
  readonly removals: { readonly names: readonly string[]; readonly location: Location }[];
  readonly gaps: Set<string>;
  /** Files whose routes were followed. */
  readonly loaded: Set<string>;
  /** Files that are followed right now. */
  readonly open: Set<string>;
  /** Paths with parts that are not certain, as patterns. */
  readonly patterns: { readonly parts: readonly (string | undefined)[]; readonly gap: string }[];
  /** Classes of providers that the code registers. */
  readonly registeredProviders: Set<string>;
  /** Steps left: code that loops for long is not followed to its end. */
  steps: number;
  /** Closures and methods that are being followed. */
  nesting: number;
}

/** Takes steps; false when none are left, and then not all of the routes are known. */
export function spend(run: Run, steps: number): boolean {
  run.steps -= steps;
  if (run.steps > 0) return true;
  run.gaps.add('The code that registers routes is too long to follow.');
  return false;
}

/** "routes/api.php" */
export function shownFile(run: Pick<Run, 'root'>, file: string): string {
  return file.startsWith(`${run.root}/`) ? file.slice(run.root.length + 1) : file;
}

/** Runs something whose effects are not certain to happen. */
export function conditionally<T>(run: Run, action: () => T): T {
  const before = run.conditional;
  run.conditional = true;
  try {
    return action();
  } finally {
    run.conditional = before;
  }
}

/** Runs something inside a group. */
export function insideGroup(run: Run, group: GroupAttributes, action: () => void): void {
  const before = run.group;
  run.group = group;
  try {
    action();
  } finally {
    run.group = before;
  }
}
