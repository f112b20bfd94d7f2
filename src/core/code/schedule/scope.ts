import { positionAt } from '../../base/text';
import type { ClassDeclaration, Statement } from '../../laravel/php/syntax';
import type { ParsedFile } from '../collector';
import type { CollectedTask } from './scheduleFacts';
import type { TaskCall } from './task';
import type { Words } from './words';

/** What the statements that are walked add to. */
export interface Found {
  readonly tasks: CollectedTask[];
  readonly gaps: string[];
  /** Calls parent::schedule(). */
  callsParent: boolean;
  /** Uses a class named Schedule that is not the framework's. */
  ownSchedule: boolean;
  /** Methods of the class that were followed. */
  readonly followed: Set<string>;
  /** Statements left: methods that call themselves, and loops in loops, are not followed to their end. */
  left: number;
}

/** Statements of one file that are walked: the longest real schedules have some hundred. */
const mostStatements = 50_000;

export function nothingFound(): Found {
  return { tasks: [], gaps: [], callsParent: false, ownSchedule: false, followed: new Set(), left: mostStatements };
}

/** Where the walk is. */
export interface Scope {
  readonly file: ParsedFile;
  readonly declaration?: ClassDeclaration;
  /** Variables that hold the schedule. */
  readonly schedules: Set<string>;
  readonly texts: Map<string, Words>;
  /** Variables that hold a task: its index in `Found.tasks`. */
  readonly held: Map<string, { readonly index: number; readonly branch: number }>;
  /** What is found here may not be scheduled. */
  readonly conditional: boolean;
  /** How many conditions and loops are around. */
  readonly branch: number;
  /** Calls of the groups around. */
  readonly group: readonly TaskCall[];
  readonly depth: number;
}

/** Goes through the statements of a function that is followed. */
export type Walk = (statements: readonly Statement[], scope: Scope, found: Found) => void;

/** "app/Console/Kernel.php:12" */
export function lineOf({ file }: Scope, offset: number): string {
  return `${file.relative}:${positionAt(file.text, offset).line + 1}`;
}
