import type { Fix } from '../../../finding';
import { roleOfAppEnv } from '../../../connections/role';
import { laravelEnvCast, readEnv } from '../../../laravel/env';
import { setEnvValue } from '../../../laravel/envEdit';
import { asString } from '../../../laravel/value';
import { knownProduction } from '../../production';
import type { EvaluatedEnvironment, Rule } from '../../rule';
import { originInFile } from '../../written';
import { cipherOf, keyBytes, keyText, writtenKey } from './applicationKey';

/** REC001: the application's key is being replaced, and the old one is not kept. */
export const appKeyRotated: Rule = {
  code: 'REC001',
  slug: 'app-key-rotated',
  area: 'recoveryProcedures',
  severity: 'warning',
  title: 'Application key replaced',
  *check(context) {
    for (const environment of context.environments) {
      const { envFile, project } = environment;
      const before = context.saved.get(envFile);
      const now = context.textOf(envFile);
      if (before === undefined || now === undefined || !holdsData(environment)) continue;
      const current = writtenKey(context, environment);
      const oldEntry = current === undefined ? undefined : readEnv(before).get(current.key);
      const old = oldEntry === undefined ? '' : keyText(oldEntry);
      if (current === undefined || old === '' || current.value === '' || current.value === old) continue;
      const cipher = cipherOf(environment);
      if (cipher === undefined || keyBytes(old) !== cipher.bytes || keyBytes(current.value) !== cipher.bytes) continue;
      const { major } = project.version;
      if (major === undefined) continue;
      const previous = major >= 11 ? previousKeys(environment) : undefined;
      if (previous === 'unknown' || previous?.keys.includes(old) === true) continue;
      const lost = 'Data encrypted with the old key becomes unreadable, also in old backups';
      const message =
        major >= 11
          ? `${lost}; keep the old key in ${previous?.name ?? '`app.previous_keys`'}.`
          : `${lost}: Laravel ${major} knows one key only, so what is encrypted has to be decrypted first.`;
      const fixes: readonly Fix[] =
        previous === undefined
          ? []
          : [
              {
                title: `Keep the old key in ${previous.name}`,
                preferred: true,
                edits: [{ file: envFile, edits: setEnvValue(now, previous.name, [old, ...previous.keys].join(',')) }],
              },
            ];
      yield {
        rule: 'REC001',
        severity: 'warning',
        message,
        location: { file: envFile, range: current.entry.valueRange },
        related: [],
        fixes,
      };
    }
  },
};

/** Production or staging, for certain. */
function holdsData(environment: EvaluatedEnvironment): boolean {
  if (knownProduction(environment) !== undefined) return true;
  const { statedRole, project, envFile } = environment;
  const value = project.config.get('app.env');
  const written = value.kind === 'known' && originInFile(value, envFile) !== undefined ? asString(value) : undefined;
  const role = roleOfAppEnv(written);
  if (statedRole !== 'unknown') return statedRole === 'staging' && role !== 'local';
  return role === 'staging';
}

/**
 * The variable that `app.previous_keys` is read from, and the keys in it; undefined when the configuration has no such list.
 * The list itself may be withheld, or taken apart in ways that cannot be followed: which variable it is made of is enough.
 */
function previousKeys({
  project,
  envFile,
}: EvaluatedEnvironment): { name: string; keys: readonly string[] } | 'unknown' | undefined {
  const value = project.config.get('app.previous_keys');
  if (value.kind === 'absent') return undefined;
  const inner = value.kind === 'array' ? [...value.entries.values()].map((entry) => entry.value) : [];
  const origins = [value, ...inner].flatMap((each) => (each.kind === 'absent' ? [] : each.origins));
  const names = new Set(
    origins.flatMap(({ source, envKey, file }) =>
      envKey !== undefined && (source === 'default' || file === envFile) ? [envKey] : [],
    ),
  );
  const [only, ...others] = names;
  // An empty list that was filtered has lost the variable that it came from: Laravel's own name for it.
  const name = only ?? (value.kind === 'array' && inner.length === 0 ? 'APP_PREVIOUS_KEYS' : undefined);
  if (name === undefined || others.length > 0) return 'unknown';
  const entry = project.env?.content.get(name);
  const written = entry === undefined ? '' : laravelEnvCast(entry.value);
  const keys = typeof written === 'string' ? written.split(',').filter((key) => key !== '') : [];
  return { name, keys };
}
