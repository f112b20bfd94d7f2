import { type EnvEntry, laravelEnvCast } from '../../../laravel/env';
import { asString } from '../../../laravel/value';
import type { EvaluatedEnvironment, RuleContext } from '../../rule';
import { withheldLine } from '../../withheld';
import { originInFile } from '../../written';

/** Bytes that the ciphers of Illuminate\Encryption\Encrypter want. */
const keyLengths: ReadonlyMap<string, number> = new Map([
  ['aes-128-cbc', 16],
  ['aes-256-cbc', 32],
  ['aes-128-gcm', 16],
  ['aes-256-gcm', 32],
]);

/** The environment variable that the application's key is read from, and its line in this environment file. */
export interface WrittenKey {
  readonly key: string;
  readonly entry: EnvEntry;
  /** As Laravel gets it; '' for an empty one. */
  readonly value: string;
}

/** Undefined when the key does not come from one line of this file alone. Secrets are withheld, their places are not. */
export function writtenKey(
  context: Pick<RuleContext, 'textOf'>,
  environment: EvaluatedEnvironment,
): WrittenKey | undefined {
  const { project, envFile } = environment;
  const value = project.config.get('app.key');
  if (value.kind !== 'known') {
    const line = withheldLine(context, environment, value);
    return line === undefined ? undefined : { key: line.key, entry: line.entry, value: keyText(line.entry) };
  }
  const key = originInFile(value, envFile)?.envKey;
  const entry = key === undefined ? undefined : project.env?.content.get(key);
  // What the configuration makes of the line is another key than the line.
  if (key === undefined || entry === undefined || (asString(value) ?? '') !== keyText(entry)) return undefined;
  return { key, entry, value: keyText(entry) };
}

/** The key in a line, as `env()` gives it: "null" is none. */
export function keyText({ value }: EnvEntry): string {
  const cast = laravelEnvCast(value);
  return typeof cast === 'string' ? cast : '';
}

/** The cipher and the length of its keys; undefined when the cipher is not certain, or none of Laravel's. */
export function cipherOf({
  project,
}: EvaluatedEnvironment): { readonly name: string; readonly bytes: number } | undefined {
  const value = project.config.get('app.cipher');
  const name =
    value.kind === 'known' && value.origins.every(({ source }) => source !== 'default') ? asString(value) : undefined;
  const bytes = keyLengths.get(name?.toLowerCase() ?? '');
  return name === undefined || bytes === undefined ? undefined : { name, bytes };
}

/** Bytes of a key as Laravel counts them: behind "base64:" the decoded ones, else those of the text in UTF-8. */
export function keyBytes(key: string): number {
  if (!key.startsWith('base64:')) return utf8Length(key);
  // PHP's base64_decode() passes over what is not in its alphabet.
  const digits = key.slice('base64:'.length).replace(/[^A-Za-z0-9+/]/g, '').length;
  return Math.floor((digits * 3) / 4);
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
