import { OpsError } from '../../base/errors';
import { classifyStatement } from '../../connections/statement';
import { Lexer, tokensOf } from '../sql/lexer';
import { parseStatement } from '../sql/parse';
import type { Token } from '../sql/token';
import { builtInFunctions, wordsBeforeParenthesis } from './builtInFunctions';
import { explainObstacle, obstacleError } from './explainable';

/**
 * Why a statement must not be run by ANALYZE; undefined when it may: one SELECT that only reads, locks nothing, stores
 * nothing, and calls nothing but functions of the server that compute. A function that is not known here may be a stored
 * one, which may do anything that its owner may. What a view calls is not seen here: the read-only transaction and the
 * time limit hold for it too.
 */
export function executionObstacle(sql: string): OpsError | undefined {
  const obstacle = explainObstacle(sql);
  if (obstacle !== undefined) return obstacleError(obstacle);
  const parsed = parseStatement(sql);
  if (parsed.kind === 'unread') return refused('unreadable', `it is not understood well enough: ${parsed.reason}`);
  if (parsed.kind !== 'select') return obstacleError('notSelect');
  if (parsed.versioned) return refused('unreadable', 'a part of it stands in a comment that only some servers run');
  const tokens = tokensOf(new Lexer(sql));
  if (tokens.some(locks)) return refused('locks', 'it locks rows');
  if (tokens.some(({ key }) => key === ':=')) return refused('assigns', 'it sets a variable');
  const call = tokens.find((token, index) => mayCall(token, tokens[index - 1], tokens[index + 1]));
  if (call !== undefined) return refused('function', `it is not certain what ${call.text}() does`);
  return classifyStatement(sql) === 'read' ? undefined : refused('unreadable', 'it may do more than read');
}

function refused(reason: string, why: string): OpsError {
  return new OpsError(reason, `ANALYZE would run the statement, and ${why}.`, {
    safe: 'Nothing was executed.',
    next: 'EXPLAIN shows the plan without running it.',
  });
}

function locks({ key }: Token, index: number, all: readonly Token[]): boolean {
  const next = all[index + 1]?.key;
  return (key === 'FOR' && (next === 'UPDATE' || next === 'SHARE')) || (key === 'LOCK' && next === 'IN');
}

/** A name in front of a parenthesis that is neither a function of the server nor a word of the language. */
function mayCall({ kind, key }: Token, previous: Token | undefined, next: Token | undefined): boolean {
  if (next?.key !== '(' || (kind !== 'word' && kind !== 'name')) return false;
  if (kind === 'name' || previous?.key === '.') return true;
  return !builtInFunctions.has(key) && !wordsBeforeParenthesis.has(key);
}
