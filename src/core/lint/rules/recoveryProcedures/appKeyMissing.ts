import { roleOfAppEnv } from '../../../connections/role';
import type { Finding } from '../../../finding';
import { asString } from '../../../laravel/value';
import { knownProduction, saysProduction } from '../../production';
import type { EvaluatedEnvironment, Rule } from '../../rule';
import { originInFile } from '../../written';
import { cipherOf, keyBytes, writtenKey } from './applicationKey';

/** REC002: there is no key for the application, or one that its cipher cannot use. */
export const appKeyMissing: Rule = {
  code: 'REC002',
  slug: 'app-key-missing',
  area: 'recoveryProcedures',
  severity: 'error',
  title: 'No usable application key',
  *check(context) {
    for (const environment of context.environments) {
      const evidence = knownProduction(environment);
      const local = evidence === undefined && isLocal(environment);
      if (evidence === undefined && !local) continue;
      const written = writtenKey(context, environment);
      if (written === undefined || (environment.managedSecrets && written.value === '')) continue;
      const message = wrong(environment, written.value);
      if (message === undefined) continue;
      const location = { file: environment.envFile, range: written.entry.valueRange };
      const generate = {
        title: 'Copy "php artisan key:generate"',
        preferred: false,
        copies: 'php artisan key:generate',
        edits: [],
      };
      const finding: Finding = {
        rule: 'REC002',
        severity: local ? 'warning' : 'error',
        message,
        location,
        related: evidence === undefined ? [] : saysProduction({ environment, evidence }, location),
        // A new key where data may be encrypted with a lost one would hide the loss.
        fixes: local ? [generate] : [],
      };
      yield finding;
    }
  },
};

function wrong(environment: EvaluatedEnvironment, key: string): string | undefined {
  if (key === '') return 'No application key: encrypted data and sessions cannot be read.';
  const cipher = cipherOf(environment);
  if (cipher === undefined) return undefined;
  const bytes = keyBytes(key);
  if (bytes === cipher.bytes) return undefined;
  return `The application key has ${bytes} bytes and ${cipher.name} needs ${cipher.bytes}: encrypted data and sessions cannot be read.`;
}

function isLocal({ statedRole, project, envFile }: EvaluatedEnvironment): boolean {
  const value = project.config.get('app.env');
  const written = value.kind === 'known' && originInFile(value, envFile) !== undefined ? asString(value) : undefined;
  const role = roleOfAppEnv(written);
  return statedRole === 'local' || (statedRole === 'unknown' && role === 'local');
}
