// How PHP resolves names: language reference, "Namespaces", name resolution rules. Functions and constants fall back to the
// global ones, and configuration files use nothing else, so only class names are resolved here.

/** The `namespace` and `use` lines seen so far in one file. */
export interface NameScope {
  namespace: string;
  /** Lower-case alias → fully qualified class name. */
  readonly uses: Map<string, string>;
}

const special = new Set(['self', 'static', 'parent']);

/** The fully qualified class name, without a leading backslash. `self`, `static` and `parent` stay as they are. */
export function resolveClassName(written: string, scope: NameScope): string {
  if (written.startsWith('\\')) return written.slice(1);
  if (special.has(written.toLowerCase())) return written.toLowerCase();
  const separator = written.indexOf('\\');
  const first = separator === -1 ? written : written.slice(0, separator);
  const rest = separator === -1 ? '' : written.slice(separator);
  if (first.toLowerCase() === 'namespace' && rest !== '') return inNamespace(rest.slice(1), scope);
  const used = scope.uses.get(first.toLowerCase());
  return used === undefined ? inNamespace(written, scope) : used + rest;
}

function inNamespace(name: string, scope: NameScope): string {
  return scope.namespace === '' ? name : `${scope.namespace}\\${name}`;
}

/** The last part of a name: what an unqualified function or constant is called. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('\\') + 1);
}
