import type { Collector } from '../../../code/collector';
import type { Location } from '../../../finding';
import { expressionsIn } from '../../../laravel/php/walk';

/** What a file says about the life of Sanctum's tokens. */
export type TokenFact =
  /** `$user->createToken('name', ['*'], $expiresAt)` */
  | { readonly kind: 'creates'; readonly location: Location; readonly expires: boolean }
  /** Names the command that deletes expired tokens. */
  | { readonly kind: 'prunes' };

/** Finds where tokens are made and whether they are given an end. */
export const tokenCalls: Collector<TokenFact> = {
  id: 'sanctumTokens',
  wants: ({ text }) => /createToken|sanctum:prune-expired/.test(text),
  collect({ path, text, program }) {
    const facts: TokenFact[] = text.includes('sanctum:prune-expired') ? [{ kind: 'prunes' }] : [];
    // Set afterwards, on the token's row.
    const later = /expires_at|expiresAt/.test(text);
    for (const expression of expressionsIn(program)) {
      if (expression.kind !== 'methodCall' || expression.method !== 'createToken') continue;
      const given = expression.arguments;
      const third = given.length > 2 || given.some(({ spread, name }) => spread || name === 'expiresAt');
      const range = { start: expression.nameRange.start, end: expression.range.end };
      facts.push({ kind: 'creates', location: { file: path, range }, expires: later || third });
    }
    return facts;
  },
};
