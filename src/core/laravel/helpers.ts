import { joinPath } from '../base/path';
import type { ComposerManifest } from './composer';
import type { ParseCache } from './parseCache';
import type { DeclaredFunction } from './php/machine';
import type { Statement } from './php/syntax';
import type { TextSource } from './textSource';

/** Helper files longer than this are collections of many functions: their parsing would cost more than it tells. */
const longest = 128 * 1024;
const mostFiles = 10;

/**
 * Functions from the application's own `autoload.files` of composer.json: config files call them (Firefly III wraps
 * almost every env() in one). By lower-case name; the first declaration counts, as with `function_exists`.
 */
export async function readHelpers(
  source: TextSource,
  root: string,
  manifest: ComposerManifest | undefined,
  cache: ParseCache,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, DeclaredFunction>> {
  const helpers = new Map<string, DeclaredFunction>();
  const files = (manifest?.files ?? []).slice(0, mostFiles).map((each) => joinPath(root, each));
  for (const file of files) {
    const read = await source.readText(file, signal);
    if (read.kind !== 'text' || read.text.length > longest) continue;
    const parsed = cache.parse(file, read.text);
    if (parsed.ok) addFunctions(parsed.program.body, file, helpers);
  }
  return helpers;
}

/** Declarations of the file itself and of `if (! function_exists('x')) { … }`. */
function addFunctions(statements: readonly Statement[], file: string, helpers: Map<string, DeclaredFunction>): void {
  for (const statement of statements) {
    if (statement.kind === 'function') {
      const name = statement.declaration.name.toLowerCase();
      if (!helpers.has(name)) helpers.set(name, { declaration: statement.declaration, file });
    }
    if (statement.kind === 'if') addFunctions(statement.consequent, file, helpers);
    if (statement.kind === 'block') addFunctions(statement.body, file, helpers);
  }
}
