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
  /** It looks at the text alone: the file is not parsed for it, and `program` is empty. */
  readonly lexical?: boolean;
}

/** A collector that looks at texts alone, and so may want every file. */
export interface LexicalCollector<T> extends Collector<T> {
  readonly lexical: true;
}

/** What the application's own PHP files say. */
export interface Code {
  /** The application, with its own environment file. */
  readonly project: LaravelProject;
  /** Facts of all files, in the order of their paths. */
  facts<T>(collector: Collector<T>): readonly T[];
  /** False when a file that may hold such facts could not be read or parsed: then nothing is known to be absent. */
  complete(collector: Collector<unknown>): boolean;
  /**
   * What `php artisan schema:dump` wrote to database/schema: name of the file ("mysql-schema.sql") → its text, undefined
   * for a file that could not be read. Absent where nobody looked.
   */
  readonly schemaDumps?: ReadonlyMap<string, string | undefined>;
  /** Files that were looked at, and those of them that were parsed because some collector wanted them. */
  readonly counts: { readonly files: number; readonly parsed: number };
}
