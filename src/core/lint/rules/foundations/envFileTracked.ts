import { joinPath } from '../../../base/path';
import type { TextRange } from '../../../base/text';
import type { Fix } from '../../../finding';
import { type EnvFile, laravelEnvCast, readEnv } from '../../../laravel/env';
import { lineEndOf } from '../../../laravel/php/edit';
import { liveNames } from '../../environmentFiles';
import type { Rule } from '../../rule';

/** GEN005: git tracks an environment file that holds secrets. */
export const envFileTracked: Rule = {
  code: 'GEN005',
  slug: 'env-file-tracked',
  area: 'foundations',
  severity: 'warning',
  title: 'Secrets in a file that git tracks',
  *check(context) {
    const { root } = context;
    const { tracked } = context.git;
    if (tracked === 'unknown') return;
    for (const name of liveNames) {
      const file = joinPath(root, name);
      const text = tracked.has(name) ? context.textOf(file) : undefined;
      if (text === undefined) continue;
      const secrets = secretsIn(readEnv(text));
      if (secrets.length === 0) continue;
      const named = secrets.slice(0, 3).join(', ') + (secrets.length > 3 ? ` and ${secrets.length - 3} more` : '');
      yield {
        rule: 'GEN005',
        severity: 'warning',
        message: `Git tracks this file, and it holds secrets (${named}): whoever can read the repository can read them.`,
        location: { file, range: firstLine(text) },
        related: [],
        fixes: [
          { title: `Copy git rm --cached ${name}`, preferred: false, copies: `git rm --cached ${name}`, edits: [] },
          ...ignoring(name, joinPath(root, '.gitignore'), context.deployment.get('.gitignore')),
        ],
      };
    }
  },
};

/** The first line that says something: above it is room for a comment. */
function firstLine(text: string): TextRange {
  const start = /^\uFEFF?(?:[ \t]*(?:#[^\n]*)?\n)*/.exec(text)?.[0].length ?? 0;
  return { start, end: start + (/^[^\r\n]*/.exec(text.slice(start))?.[0].length ?? 0) };
}

const secretName =
  /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|SECRET_KEY|SECRET_ACCESS_KEY|PRIVATE_KEY|API_?KEY|ACCESS_TOKEN|AUTH_TOKEN|API_TOKEN|TOKEN)$|^APP_KEY$/i;
/** Bundlers put these into scripts that every visitor loads. */
const publicName = /^(?:MIX|VITE|NEXT_PUBLIC|NUXT_PUBLIC)_|PUBLIC/i;
/** What people write where a secret belongs later, and what every development container uses. */
const placeholder =
  /^(?:secret|password|pass|root|laravel|homestead|sail|change_?me.*|your[-_ ].*|x{3,}|\*+|\.{3,}|<.*>|\$\{.*\}|SomeRandomString.*)$/i;

/** Names of variables that hold a secret, in file order. Their values go nowhere from here. */
function secretsIn(content: EnvFile): readonly string[] {
  return content.entries.flatMap((entry) => {
    const value = laravelEnvCast(entry.value);
    const counts =
      content.get(entry.key) === entry &&
      secretName.test(entry.key) &&
      !publicName.test(entry.key) &&
      typeof value === 'string' &&
      value.trim() !== '' &&
      !placeholder.test(value);
    return counts ? [entry.key] : [];
  });
}

/** A line in .gitignore keeps the file from being added again; it does not take it out of the repository. */
function ignoring(name: string, file: string, text: string | undefined): readonly Fix[] {
  const lines = (text ?? '').split(/\r?\n/).map((line) => line.trim());
  if (lines.includes(name) || lines.includes(`/${name}`) || lines.includes('.env*')) return [];
  const end = lineEndOf(text ?? '');
  const at = text?.length ?? 0;
  const before = text === undefined || text === '' || text.endsWith('\n') ? '' : end;
  const edit = { range: { start: at, end: at }, newText: `${before}${name}${end}` };
  return [{ title: `Add ${name} to .gitignore`, preferred: false, edits: [{ file, edits: [edit] }] }];
}
