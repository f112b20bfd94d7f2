import { joinPath } from '../../../base/path';
import type { Finding } from '../../../finding';
import { laravelEnvCast } from '../../../laravel/env';
import { asString, type Value } from '../../../laravel/value';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { configLocation } from '../../written';
import { mayRead, mentions, oldKeysInCode, type RenamedKey, renamedKeys } from './oldEnvKeys';

/** CAC002: the environment file sets a variable under the name that an older Laravel read. */
export const envKeyHasNoEffect: Rule = {
  code: 'CAC002',
  slug: 'env-key-has-no-effect',
  area: 'cachingStrategy',
  severity: 'warning',
  title: 'Environment variable that nothing reads',
  collectors: [oldKeysInCode],
  *check(context) {
    if (!context.code.complete(oldKeysInCode)) return;
    const inCode = new Set(context.code.facts(oldKeysInCode));
    for (const renamed of renamedKeys) {
      if (inCode.has(renamed.old) || isMentioned(context, renamed.old)) continue;
      for (const environment of context.environments) {
        const text = context.textOf(environment.envFile) ?? '';
        const finding = text.includes(`\${${renamed.old}}`) ? undefined : judge(environment, renamed);
        if (finding !== undefined) yield finding;
      }
    }
  },
};

function judge(environment: EvaluatedEnvironment, renamed: RenamedKey): Finding | undefined {
  const { old, current, since, path } = renamed;
  const { env, config } = environment.project;
  const entry = env?.content.get(old);
  if (env === undefined || entry === undefined || entry.value === null) return undefined;
  const value = config.get(path);
  // Certain only where the configuration reads the new name: a literal there, or a name of its own, is another matter.
  if (value.kind !== 'known' || !readsKey(value, current) || readsKey(value, old)) return undefined;
  const effective = `\`${asString(value) ?? 'null'}\``;
  const same = laravelEnvCast(entry.value) === value.value;
  const taken = env.content.get(current) !== undefined;
  const instead = taken ? `, which is ${effective} here` : ` (${same ? 'also' : 'still'} ${effective})`;
  const place = configLocation(value);
  return {
    rule: 'CAC002',
    severity: same || taken ? 'information' : 'warning',
    message: `\`${old}\` is not read; this application reads \`${current}\`${instead}.`,
    location: { file: env.file, range: entry.keyRange },
    related:
      place === undefined
        ? []
        : [{ location: place, message: `${current} is read here; Laravel ${since} brought that name.` }],
    fixes: taken
      ? []
      : [
          {
            title: `Rename ${old} to ${current}`,
            // Another value than the effective one changes what runs: jobs then wait for a worker.
            preferred: same,
            edits: [{ file: env.file, edits: [{ range: entry.keyRange, newText: current }] }],
          },
        ],
  };
}

function readsKey(value: Value, key: string): boolean {
  return value.kind === 'known' && value.origins.some(({ envKey }) => envKey === key);
}

/** Config files and deployment files may read it in ways that no value shows: an `if`, a script, a compose file. */
function isMentioned(context: RuleContext, key: string): boolean {
  const { folder, names } = context.project.config;
  for (const name of names) {
    const text = context.textOf(joinPath(folder, `${name.replaceAll('.', '/')}.php`));
    if (text === undefined || mentions(text, key)) return true;
  }
  // Tests set variables for Laravel as well; they read none.
  return [...context.deployment].some(([file, text]) => !file.startsWith('phpunit.xml') && mayRead(text, key));
}
