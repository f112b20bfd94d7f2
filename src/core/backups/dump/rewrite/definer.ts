import { isText } from '../tokenReader';
import type { Edit, ReadStatement } from './edits';

const objects: ReadonlySet<string> = new Set(['VIEW', 'TRIGGER', 'FUNCTION', 'PROCEDURE', 'EVENT', 'PACKAGE']);

/**
 * The DEFINER clause of a view, trigger, routine or event; also one in a version comment of its own. SQL SECURITY stays, so
 * what ran with its definer's rights runs with those of the account that restores it.
 *
 * @param currentUser "shop_app@localhost": a definer of this name stays
 */
export function definerEdit({ text, tokens }: ReadStatement, currentUser: string): Edit | undefined {
  const end = tokens.findIndex((token) => token.kind === 'word' && objects.has(token.text));
  const at = tokens.findIndex(
    (token, index) => index < end && isText(token, 'DEFINER') && isText(tokens[index + 1], '='),
  );
  const first = tokens[at];
  const user = tokens[at + 2];
  if (at < 0 || first === undefined || user === undefined || isText(user, 'CURRENT_USER')) return undefined;
  const host = isText(tokens[at + 3], '@') ? tokens[at + 4] : undefined;
  const name = user.kind === 'word' ? text.slice(user.start, user.end) : user.text;
  if (
    host !== undefined &&
    `${name}@${host.kind === 'word' ? text.slice(host.start, host.end) : host.text}` === currentUser
  )
    return undefined;
  return { start: first.start, end: (host ?? user).end, text: 'DEFINER=CURRENT_USER' };
}
