import type { LaravelProject } from '../laravel/project';
import type { Program } from '../laravel/php/syntax';

/** One PHP file of the application's own code. */
export interface SourceFile {
  /** Absolute. */
  readonly path: string;
  /** Seen from the application: "app/Http/Kernel.php". */
  readonly relative: string;
  readonly text: string;
}

/** A source file with its syntax tree. */
export interface ParsedFile extends SourceFile {
  readonly program: Program;
}

/**
 * Reads one kind of fact from PHP files, one file at a time. What it returns is kept for as long as the file's text stays
 * the same: plain data with ranges, never parts of the syntax tree, and nothing that depends on another file or on the
 * environment.
 */
export interface Collector<T> {
  /** Unique: "routes". */
  readonly id: string;
  /** Whether the file may hold such facts. Called for every file with its text: a path or a word is looked for, no more. */
  wants(file: SourceFile): boolean;
  collect(file: ParsedFile): readonly T[];
}

/** What the application's own PHP files say. */
export interface Code {
  /** The application, with its own environment file. */
  readonly project: LaravelProject;
  /** Facts of all files, in the order of their paths. */
  facts<T>(collector: Collector<T>): readonly T[];
  /** False when a file that may hold such facts could not be read or parsed: then nothing is known to be absent. */
  complete(collector: Collector<unknown>): boolean;
  /** Files that were looked at, and those of them that were parsed because some collector wanted them. */
  readonly counts: { readonly files: number; readonly parsed: number };
}
