import type { ConfigFile } from './configFiles';
import { builtInDefaults, hasBaseFile, notInTables } from './defaults/framework';
import { mergeFramework, optionsMerged, setDotted } from './merging';
import { type PackageConfig, mergePackage } from './packageDefaults';
import type { ParseCache } from './parseCache';
import { evaluateProgram } from './php/evaluate';
import type { Surroundings, Unit } from './php/machine';
import { ArrayBuilder, unknown } from './php/values';
import type { LaravelConfig, ReadProblem } from './project';
import { type Value, absent, at } from './value';

/** Everything the configuration of an application is made of, read and not yet evaluated. */
export interface ConfigInput {
  readonly folder: string;
  readonly files: readonly ConfigFile[];
  /** vendor/laravel/framework/config: empty when vendor is not installed. */
  readonly base: readonly ConfigFile[];
  readonly packages: readonly PackageConfig[];
  /** undefined: not known. */
  readonly major: number | undefined;
  readonly mergesFramework: boolean;
  readonly surroundings: Omit<Surroundings, 'config'>;
}

/**
 * Evaluates configuration in Laravel's order and merges what it merges: nothing up to Laravel 10; from 11 on the
 * framework's base files, from vendor or from our own table. Never throws; `problems` takes what could not be read.
 */
export function evaluateConfig(input: ConfigInput, cache: ParseCache, problems: ReadProblem[]): LaravelConfig {
  let root: Value = new ArrayBuilder().build();
  const own = new Set(input.files.map((each) => each.name));
  const surroundings: Surroundings = {
    ...input.surroundings,
    config: (path) => {
      const value = at(root, path);
      const name = path.split('.')[0] ?? '';
      // A file of the application's own that is loaded later is certainly not there yet.
      const isLater = own.has(name) && at(root, name).kind === 'absent';
      return value.kind === 'absent' && !isLater ? whenAbsent(path, root, input, new Set()) : value;
    },
  };
  const evaluate = (file: ConfigFile, source: Unit['source']): Value =>
    evaluateFile(file, source, surroundings, cache, problems);
  const base = baseValues(input, surroundings, evaluate);
  for (const [name, value] of base) if (!own.has(name)) root = setDotted(root, name, value);
  for (const file of input.files) {
    const value = evaluate(file, 'config');
    const below = base.get(file.name);
    const merged = below?.kind === 'array' && value.kind === 'array' ? mergeFramework(file.name, below, value) : value;
    root = setDotted(root, file.name, merged);
  }
  // Laravel sets what is left of its own once more: over what files in folders ("services/mail.php") put there.
  for (const [name, value] of base) if (!own.has(name)) root = setDotted(root, name, value);
  for (const name of notByHeart(input)) if (!own.has(name)) root = setDotted(root, name, absent);
  const missing = new Set<string>();
  for (const each of input.packages) {
    if (each.read.kind !== 'text') {
      missing.add(each.name);
      continue;
    }
    const defaults = evaluate(each, 'package');
    const current = at(root, each.name);
    if (defaults.kind !== 'array' || current.kind === 'unknown' || current.kind === 'known') continue;
    const merged = mergePackage(defaults, current.kind === 'array' ? current : undefined, each.mergesSections);
    root = setDotted(root, each.name, merged);
  }
  const complete = root;
  return {
    folder: input.folder,
    names: input.files.map((each) => each.name),
    get: (path) => {
      const value = at(complete, path);
      return value.kind === 'absent' ? whenAbsent(path, complete, input, missing) : value;
    },
  };
}

/** Names of the framework's files whose values we do not have; empty when they are installed, or none are merged. */
function notByHeart({ mergesFramework, base, major }: ConfigInput): readonly string[] {
  return mergesFramework && base.length === 0 && (major ?? 0) >= 11 ? notInTables : [];
}

/** The framework's own values by name; empty when nothing is merged. */
function baseValues(
  input: ConfigInput,
  surroundings: Surroundings,
  evaluate: (file: ConfigFile, source: Unit['source']) => Value,
): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  if (!input.mergesFramework || input.major === undefined || input.major < 11) return values;
  if (input.base.length > 0) {
    for (const file of input.base) values.set(file.name, evaluate(file, 'framework'));
    return values;
  }
  for (const [name, program] of builtInDefaults(input.major)) {
    values.set(name, evaluateProgram(program, { source: 'framework', surroundings }));
  }
  return values;
}

function evaluateFile(
  { name, file, read }: ConfigFile,
  source: Unit['source'],
  surroundings: Surroundings,
  cache: ParseCache,
  problems: ReadProblem[],
): Value {
  const origins = [{ source, file }] as const;
  if (read.kind !== 'text') {
    const message = read.kind === 'missing' ? 'The file is gone.' : read.message;
    problems.push({ file, message });
    return unknown('unreadable', message, origins);
  }
  const parsed = cache.parse(file, read.text);
  if (!parsed.ok) {
    const start = Math.min(parsed.offset ?? 0, Math.max(0, read.text.length - 1));
    const range = { start, end: Math.min(read.text.length, start + 1) };
    problems.push({ file, message: parsed.message, ...(parsed.offset === undefined ? {} : { range }) });
    return unknown(parsed.reason, parsed.message, origins);
  }
  const value = evaluateProgram(parsed.program, { file, source, surroundings });
  if (value.kind !== 'known') return value;
  const message = `config/${name.replaceAll('.', '/')}.php does not return an array.`;
  problems.push({ file, message });
  return unknown('syntax', message, origins);
}

/**
 * A key that no file we read defines: absent, unless a file that we do not have may define it. The framework's base and
 * a package's config are merged key by key only where Laravel does so; inside the application's own arrays nothing is.
 */
function whenAbsent(path: string, root: Value, input: ConfigInput, missingPackages: ReadonlySet<string>): Value {
  const [name = '', option = '', ...rest] = path.split('.');
  const file = at(root, name);
  if (missingPackages.has(name)) {
    const each = input.packages.find((one) => one.name === name);
    const section = at(root, `${name}.${option}`);
    const insideSection = each?.mergesSections === true && section.kind === 'array' && rest.length > 0;
    const inside = insideSection && at(section, rest[0] ?? '').kind === 'array' && rest.length > 1;
    if (file.kind === 'absent' || section.kind === 'absent' || (insideSection && !inside)) {
      return notInstalled(`the defaults of the package behind config/${name}.php are not on this machine`);
    }
    return absent;
  }
  if (!input.mergesFramework || input.base.length > 0) return absent;
  // Without a known version it is not known either whether anything is merged.
  const major = input.major ?? 13;
  if (!hasBaseFile(major, name)) return absent;
  const isMergedEntry = optionsMerged(name).includes(option) && rest.length > 0;
  const missingAtMergedLevel =
    file.kind === 'absent' ||
    at(root, `${name}.${option}`).kind === 'absent' ||
    (isMergedEntry && at(root, `${name}.${option}.${rest[0]}`).kind === 'absent');
  return missingAtMergedLevel ? notInstalled('the framework is not installed on this machine') : absent;
}

function notInstalled(detail: string): Value {
  return unknown('notInstalled', detail);
}
