import { tokenize, type Token } from '../dump/sqlText';

/**
 * Takes `DEFINER=user` out of a CREATE, so that the account that runs it becomes the definer. Undefined when there is none.
 *
 * @param sql one character a byte
 */
export function withoutDefiner(sql: string): string | undefined {
  const tokens = tokenize(sql, 64) ?? [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'word' && bodyBegins.has(token.text)) return undefined;
    if (token.kind !== 'word' || token.text !== 'DEFINER' || tokens[at + 1]?.text !== '=') continue;
    const end = accountEnd(tokens, at + 2);
    return end === undefined ? undefined : `${sql.slice(0, token.start)}${sql.slice(end)}`;
  }
  return undefined;
}

/** The kinds of object: a DEFINER stands in front of them. */
const bodyBegins: ReadonlySet<string> = new Set(['VIEW', 'TRIGGER', 'FUNCTION', 'PROCEDURE', 'EVENT', 'PACKAGE']);

/** Where `user`@`host`, `role`, CURRENT_USER or CURRENT_USER() ends. */
function accountEnd(tokens: readonly Token[], at: number): number | undefined {
  const sign = (index: number, text: string): boolean =>
    tokens[index]?.kind === 'symbol' && tokens[index]?.text === text;
  if (sign(at + 1, '@')) return tokens[at + 2]?.end;
  if (sign(at + 1, '(') && sign(at + 2, ')')) return tokens[at + 2]?.end;
  return tokens[at]?.end;
}
