import type { Fix } from '../../../finding';
import { configLeaves } from '../../../laravel/configLeaves';
import type { LaravelProject } from '../../../laravel/project';
import type { Rule } from '../../rule';
import { type EnvCall, envCalls } from './envCalls';
import { phpText } from '../../../laravel/php/edit';

/** GEN006: code reads an environment variable that it no longer sees when the configuration is cached. */
export const envOutsideConfig: Rule = {
  code: 'GEN006',
  slug: 'env-outside-config',
  area: 'foundations',
  severity: 'information',
  title: 'env() outside configuration',
  offByDefault: 'unproven',
  collectors: [envCalls],
  *check(context) {
    const { project, code } = context;
    const facts = code.facts(envCalls);
    // What such a function reads is its own business, and files that call it look the same.
    if (facts.some(({ kind }) => kind === 'ownFunction') || !code.complete(envCalls)) return;
    const calls = facts.filter(({ file }) => !file.startsWith(`${project.config.folder}/`));
    if (calls.length === 0) return;
    const readers = readersOf(project);
    for (const call of calls) {
      const { file, range, key, hasDefault } = call;
      const name = key ?? 'the variable';
      const then = hasDefault ? 'the second argument' : 'null';
      yield {
        rule: 'GEN006',
        severity: hasDefault ? 'hint' : 'information',
        message: `Once \`config:cache\` has run, Laravel does not read the environment file: ${name} is ${then} here, unless the server itself sets it.`,
        location: { file, range },
        related: [],
        fixes: fixesOf(call, readers),
      };
    }
  },
};

/** Environment variable → the configuration entries that are nothing but that variable. */
function readersOf(project: LaravelProject): ReadonlyMap<string, readonly string[]> {
  const readers = new Map<string, string[]>();
  for (const { path, value } of configLeaves(project.config)) {
    const read = value.origins.filter(({ source }) => source === 'env' || source === 'default');
    const keys = new Set(read.map(({ envKey }) => envKey));
    const [key] = keys;
    if (keys.size !== 1 || key === undefined) continue;
    readers.set(key, [...(readers.get(key) ?? []), path]);
  }
  return readers;
}

/** Offered where exactly one entry reads the variable: which of several is meant, only a person knows. */
function fixesOf({ file, range, key }: EnvCall, readers: ReadonlyMap<string, readonly string[]>): readonly Fix[] {
  const [path, ...others] = key === undefined ? [] : (readers.get(key) ?? []);
  if (path === undefined || others.length > 0) return [];
  const newText = `config(${phpText(path)})`;
  return [{ title: `Read it as ${newText}`, preferred: false, edits: [{ file, edits: [{ range, newText }] }] }];
}
