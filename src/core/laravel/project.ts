import type { TextRange } from '../base/text';
import type { EnvFile } from './env';
import type { Value } from './value';

/** Which Laravel is installed, and how that is known. */
export interface LaravelVersion {
  /** "13.26.1"; undefined when nothing on disk says it. */
  readonly full?: string;
  /** 13; from a constraint ("^12.0") when nothing is installed. */
  readonly major?: number;
  readonly source: 'composer.lock' | 'installed.json' | 'Application.php' | 'composer.json' | 'unknown';
}

export interface InstalledPackage {
  readonly version: string;
  readonly dev: boolean;
}

/** A file that could not be read or understood; the rest of the project is read all the same. */
export interface ReadProblem {
  readonly file: string;
  readonly range?: TextRange;
  /** For people, one sentence. */
  readonly message: string;
}

/** The application's configuration as Laravel would load it, evaluated without running PHP. */
export interface LaravelConfig {
  /** "database.connections.mysql.host" → value with provenance. Never throws. */
  get(path: string): Value;
  /** Absolute path of the folder: "config" unless the application moved it. */
  readonly folder: string;
  /** Names of the top-level files that were read: "app", "database", "prologue.alerts". */
  readonly names: readonly string[];
}

export interface LaravelProject {
  /** Absolute path of the folder that holds `artisan`. */
  readonly root: string;
  /** The folder's own name: what people call the application. */
  readonly name: string;
  /** `slim`: bootstrap/app.php with Application::configure (Laravel 11+) · `kernel`: HTTP and console kernels. */
  readonly layout: 'slim' | 'kernel';
  readonly version: LaravelVersion;
  /** composer.lock, by package name. */
  readonly packages: ReadonlyMap<string, InstalledPackage>;
  /** The environment file that was used, when there is one. */
  readonly env?: { readonly file: string; readonly content: EnvFile; readonly modifiedAt?: Date };
  readonly config: LaravelConfig;
  /** `php artisan config:cache` was run: Laravel reads this file and not `.env`. */
  readonly cachedConfig?: { readonly file: string; readonly modifiedAt?: Date; get(path: string): Value };
  readonly problems: readonly ReadProblem[];
}
