import type { EnvFile } from './env';
import type { EnvAnswer } from './php/machine';
import { unknown } from './php/values';

/** Names of variables whose value is a secret or holds one: not read in Restricted Mode. */
const secretName = /PASS|SECRET|KEY|TOKEN|DSN|URL/i;

/** The environment file as config files see it. */
export type EnvSource =
  | { readonly kind: 'file'; readonly file: string; readonly content: EnvFile; readonly modifiedAt?: Date }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly file: string; readonly message: string };

/** Answers env() from one environment file. The variables of the process that runs PHP cannot be known here. */
export function envLookup(source: EnvSource, withholdSecrets: boolean): (key: string) => EnvAnswer {
  return (key) => {
    if (source.kind === 'missing') return { kind: 'unset' };
    if (source.kind === 'unreadable') {
      const origins = [{ source: 'env', file: source.file, envKey: key }] as const;
      return { kind: 'unknown', value: unknown('unreadable', source.message, origins) };
    }
    const entry = source.content.get(key);
    if (entry === undefined || entry.value === null) return { kind: 'unset' };
    const origin = { source: 'env', file: source.file, range: entry.valueRange, envKey: key } as const;
    if (withholdSecrets && secretName.test(key)) {
      return { kind: 'unknown', value: unknown('withheld', `${key} is not read in Restricted Mode`, [origin]) };
    }
    return { kind: 'set', text: entry.value, origin };
  };
}

/** Whether a config path names a secret: for values that did not come through env(). */
export function namesSecret(path: string): boolean {
  return secretName.test(path.slice(path.lastIndexOf('.') + 1));
}
