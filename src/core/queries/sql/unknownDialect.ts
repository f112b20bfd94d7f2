import { type Fingerprint, fingerprint } from './fingerprint';
import { parseStatement } from './parse';

/** Where a session's NO_BACKSLASH_ESCAPES decides about the end of a literal. */
const decides = /\\['"]/;

/**
 * The fingerprint of a text of which nobody knows how its session read backslashes: logs do not keep sql_mode. Where both
 * readings come to different kinds of statements, the one that can be parsed counts; where both can or none, the text ends
 * before the first backslash. Otherwise half of a literal might stand there as if it were a name.
 */
export function fingerprintOfLogged(sql: string): Fingerprint {
  const usual = fingerprint(sql);
  if (!decides.test(sql)) return usual;
  const plain = fingerprint(sql, { noBackslashEscapes: true });
  if (plain.id === usual.id) return usual;
  const isUsual = parseStatement(sql).kind !== 'unread';
  const isPlain = parseStatement(sql, { noBackslashEscapes: true }).kind !== 'unread';
  if (isUsual !== isPlain) return isUsual ? usual : plain;
  return fingerprint(`${sql.slice(0, sql.indexOf('\\'))}' ...`);
}
